// Is there such a mailbox? A tier that knows the users refuses in the session; one that does not takes the mail and
// must bounce it later.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { domains, table };
constexpr base::Parameter rows[] = {
    {"domains", "domains", "", "*", "domains, \"@group\" or \"*\"", "domains whose users this node knows",
     "Postfix relay_recipient_maps", base::Mark::verified},
    {"table", "text", "", "relay", "relay, virtual or local", "the table named in the refusal",
     "Postfix's words for the three recipient tables", base::Mark::verified},
};

std::string_view text(const std::string& table) {
    if (table == "virtual") return "<{recipient}>: Recipient address rejected: User unknown in virtual mailbox table";
    if (table == "local") return "<{recipient}>: Recipient address rejected: User unknown in local recipient table";
    return "<{recipient}>: Recipient address rejected: User unknown in relay recipient table";
}

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client&, const Transaction& t, Cost&) {
    if (!view.estate.domain(t.recipient.domain)) return std::nullopt;  // not one that the estate could know
    if (!setting.values[domains].domains.contains(t.recipient.domain)) return std::nullopt;
    if (view.estate.has_mailbox(t.recipient)) return std::nullopt;
    return refuse(550, {5, 1, 1}, text(setting.values[table].text));
}

}  // namespace

const Rule recipient_known{"recipient_known", at(Stage::rcpt), facts::Step::valid_mailbox, facts::Step::internal,
                           "is the recipient a valid mailbox?", "yes, or not known here",
                           "refuses recipients without a mailbox, for the domains whose users the node knows", rows, judge};

}  // namespace mailsim::decide::rules
