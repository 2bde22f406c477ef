// The antispam tier reads the content. The cost grows with the size; what is found is refused, held or
// dropped. Whether a message is found is drawn by message: the same mail is found in every variant of a run.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { detection, false_positives, action };
constexpr base::Parameter rows[] = {
    {"detection", "share", "%", "94 %", "0 % to 100 %", "share of spam that is found",
     "removal at one filtering service, book.mail-scanning.com", base::Mark::verified},
    {"false_positives", "share", "%", "0.01 %", "0 % to 100 %", "share of wanted mail taken for spam",
     "no figure known; our assumption", base::Mark::proposal},
    {"action", "text", "", "reject", "reject, quarantine or discard", "what happens to what is found",
     "document 000 does not say; our assumption", base::Mark::proposal},
};

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage, const Client&, const Transaction& t, Cost& cost) {
    cost += Cost::of(node.demands[static_cast<std::size_t>(estate::Operation::content_scan)], t.size);
    double share = setting.values[t.spam ? detection : false_positives].number;
    double drawn = view.draws ? view.draws->uniform(t.key, base::Purpose::scan) : 0.5;
    if (drawn >= share) return std::nullopt;
    const std::string& what = setting.values[action].text;
    if (what == "reject") return refuse(554, {5, 7, 1}, "Message rejected: it looks like spam");
    Verdict held;
    held.reply = {250, {2, 0, 0}, "Ok"};
    held.action = what == "discard" ? Action::discard : Action::quarantine;
    return held;
}

}  // namespace

const Rule content_scan{"content_scan",
                        at(Stage::data),
                        facts::Step::incoming_rules,
                        facts::Step::outgoing_rules,
                        "does the content look like spam?",
                        "no",
                        "scans the content for spam; costs processor time by size",
                        rows,
                        judge};

}  // namespace mailsim::decide::rules
