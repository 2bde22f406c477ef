// How much one account may send in an hour and in a day, so that a stolen password does not send spam without
// end. Messages are counted, whatever the number of their recipients.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { per_hour, per_day, temporary };
constexpr base::Parameter rows[] = {
    {"per_hour", "count", "messages", "0", "at least 0", "messages of one account in an hour; 0: no limit",
     "document 002 names spam from customers' accounts; no figure known", base::Mark::proposal},
    {"per_day", "count", "messages", "500", "at least 0", "messages of one account in a day; 0: no limit",
     "our assumption, of the size that public providers name", base::Mark::proposal},
    {"temporary", "flag", "", "true", "true or false", "answer 450 4.7.1 in place of 550 5.7.1",
     "our assumption: a person may send again later", base::Mark::proposal},
};

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction&, Cost&) {
    if (!view.tables || !client.authenticated()) return std::nullopt;
    std::uint64_t account = client.login.key();
    double hour = setting.values[per_hour].number, day = setting.values[per_day].number;
    bool over = (hour > 0 && view.tables->hourly.count(account, view.now) >= hour) ||
                (day > 0 && view.tables->daily.count(account, view.now) >= day);
    if (!over) return std::nullopt;
    if (setting.values[temporary].flag())
        return refuse(450, {4, 7, 1},
                      "<{sender}>: Sender address rejected: too many messages, try again later");
    return refuse(550, {5, 7, 1}, "<{sender}>: Sender address rejected: too many messages");
}

bool has_point(const View&, const estate::Node&, const estate::Setting&, Stage stage, const Client& client,
               const Transaction&) {
    return stage == Stage::rcpt && client.authenticated();
}

// A message counts once its content is there.
void remember(const View&, const estate::Node&, const estate::Setting&, Stage stage, const Client& client,
              const Transaction&, tables::Changes& changes) {
    if (stage == Stage::data && client.authenticated())
        changes.add({tables::Change::Kind::account_message, client.login.key(), 0, {}, {}});
}

}  // namespace

const Rule sender_rate{"sender_rate",
                       at(Stage::rcpt) | at(Stage::data),
                       facts::Step::outgoing_rules,
                       facts::Step::outgoing_rules,
                       "does the account stay below its sending rate?",
                       "yes",
                       "limits the messages that one account may send in an hour and in a day",
                       rows,
                       judge,
                       has_point,
                       remember};

}  // namespace mailsim::decide::rules
