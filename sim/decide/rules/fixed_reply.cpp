// A server that gives a chosen refusal, for ever or to the first attempts of each message: what a scripted
// peer does in a laboratory, and what a temporary trouble at a provider looks like from outside.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { stage_name, code, enhanced, text, attempts };
constexpr base::Parameter rows[] = {
    {"at", "text", "", "rcpt", "mail, rcpt or data", "the stage at which the refusal comes",
     "recorded case 20", base::Mark::verified},
    {"code", "count", "", "450", "400 to 599", "the reply's code", "RFC 5321 4.2", base::Mark::verified},
    {"enhanced", "text", "", "4.2.0", "an enhanced status code",
     "the reply's enhanced code, whose first figure follows the code; \"\": none", "RFC 3463",
     base::Mark::verified},
    {"text", "text", "", "Mailbox busy, try again later", "any text", "the reply's words", "recorded case 20",
     base::Mark::verified},
    {"attempts", "count", "", "0", "at least 0; 0 for ever", "how many attempts of a message meet it",
     "recorded case 20", base::Mark::verified},
};

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage stage,
                             const Client&, const Transaction& t, Cost&) {
    if (setting.values[stage_name].text != name(stage)) return std::nullopt;
    double first = setting.values[attempts].number;
    if (first > 0 && t.attempt >= first) return std::nullopt;
    const auto said = static_cast<std::uint16_t>(setting.values[code].number);
    mail::Enhanced status = mail::parse_enhanced(setting.values[enhanced].text);
    if (status.present()) status.class_ = static_cast<std::uint8_t>(said / 100);
    return refuse(said, status, setting.values[text].text);
}

bool has_point(const View&, const estate::Node&, const estate::Setting& setting, Stage stage, const Client&,
               const Transaction&) {
    return setting.values[stage_name].text == name(stage);
}

}  // namespace

const Rule fixed_reply{"fixed_reply",
                       at(Stage::mail) | at(Stage::rcpt) | at(Stage::data),
                       facts::Step::incoming_rules,
                       facts::Step::outgoing_rules,
                       "does the server refuse for a while?",
                       "no",
                       "gives one chosen refusal, for ever or to the first attempts of each message",
                       rows,
                       judge,
                       has_point};

}  // namespace mailsim::decide::rules
