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

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage, const Client& client, const Transaction& t, Cost&) {
    if (client.authenticated() || setting.values[domains].domains.contains(t.recipient.domain))
        return std::nullopt;
    base::NodeId home = view.estate.home(t.recipient);
    if (home.valid() && &view.estate.node(home) == &node) return std::nullopt;
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
