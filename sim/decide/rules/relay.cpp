// May this client send to this recipient through this node? Own mailboxes and relay domains: everybody; any
// other recipient: trusted clients and people who signed in (Postfix reject_unauth_destination).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { trusted, domains, temporary };
constexpr base::Parameter rows[] = {
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "clients that may send to any recipient",
     "Postfix mynetworks", base::Mark::verified},
    {"domains", "domains", "", "", "domains, \"@group\" or \"*\"",
     "domains that this node takes mail for from anybody", "Postfix relay_domains", base::Mark::verified},
    {"temporary", "flag", "", "false", "true or false", "answer 454 4.7.1 in place of 554 5.7.1",
     "Postfix smtpd_relay_restrictions default", base::Mark::verified},
};

// "user%elsewhere@here" asks to be sent on: its destination is not sure, so its domain does not count
// (Postfix allow_untrusted_routing).
bool is_routed(const View& view, mail::Address to) {
    if (to.null() || to.local < view.estate.book.population(to.domain)) return false;
    return view.estate.book.local_text(to).find_first_of("@%!") != std::string::npos;
}

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage, const Client& client, const Transaction& t, Cost&) {
    if (client.authenticated()) return std::nullopt;
    bool ours = setting.values[domains].domains.contains(t.recipient.domain);
    base::NodeId home = view.estate.home(t.recipient);
    ours = ours || (home.valid() && &view.estate.node(home) == &node);
    if (ours && !is_routed(view, t.recipient)) return std::nullopt;
    for (const base::IpNetwork& network : setting.values[trusted].networks)
        if (network.contains(client.address)) return std::nullopt;
    if (setting.values[temporary].flag()) return refuse(454, {4, 7, 1}, "<{recipient}>: Relay access denied");
    return refuse(554, {5, 7, 1}, "<{recipient}>: Relay access denied");
}

}  // namespace

const Rule relay{"relay",
                 at(Stage::rcpt),
                 facts::Step::incoming_rules,
                 facts::Step::outgoing_rules,
                 "may this client send to this recipient here?",
                 "yes",
                 "refuses recipients that are neither hosted here nor sent by a trusted or signed-in client",
                 rows,
                 judge};

}  // namespace mailsim::decide::rules
