// Is there such a mailbox? A tier that knows the users refuses in the session; one that does not takes the
// mail and must bounce it later.
#include "decide/redirect.hpp"
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
    if (table == "virtual")
        return "<{recipient}>: Recipient address rejected: User unknown in virtual mailbox table";
    if (table == "local")
        return "<{recipient}>: Recipient address rejected: User unknown in local recipient table";
    return "<{recipient}>: Recipient address rejected: User unknown in relay recipient table";
}

// Other providers' users are known to their own servers only, whatever "*" says.
bool could_know(const View& view, const estate::Node& node, const estate::Setting& setting,
                mail::DomainId id) {
    const estate::Domain* domain = view.estate.domain(id);
    bool theirs = domain && domain->outside && &view.estate.node(domain->home) != &node;
    return domain && !theirs && setting.values[domains].domains.contains(id);
}

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage, const Client&, const Transaction& t, Cost&) {
    if (!could_know(view, node, setting, t.recipient.domain)) return std::nullopt;
    if (takes_mail(view, node, t.recipient)) return std::nullopt;
    return refuse(550, {5, 1, 1}, text(setting.values[table].text));
}

bool has_point(const View& view, const estate::Node& node, const estate::Setting& setting, Stage,
               const Client&, const Transaction& t) {
    return could_know(view, node, setting, t.recipient.domain);
}

}  // namespace

const Rule recipient_known{"recipient_known",
                           at(Stage::rcpt),
                           facts::Step::valid_mailbox,
                           facts::Step::internal,
                           "is the recipient a valid mailbox?",
                           "yes",
                           "refuses recipients without a mailbox, for the domains whose users the node knows",
                           rows,
                           judge,
                           has_point};

}  // namespace mailsim::decide::rules
