#include "teach/patient.hpp"

#include <algorithm>
#include <set>

#include "base/names.hpp"
#include "decide/access.hpp"

namespace mailsim::teach {
namespace {

std::string domain_of(const std::string& address) {
    std::size_t at = address.rfind('@');
    return at == std::string::npos ? "" : base::lower_case(address.substr(at + 1));
}

// Gateways that mail for strangers reaches from this node, through its transports for everything.
void follow_out(const estate::Estate& estate, base::NodeId from, std::set<base::NodeId>& seen,
                std::vector<std::string>& gateways) {
    if (!from.valid() || !seen.insert(from).second) return;
    const estate::Node& node = estate.node(from);
    if (node.role == estate::Role::gateway) gateways.push_back(node.id);
    for (const estate::Transport& transport : node.transports)
        if (transport.match == estate::Transport::Match::domains && transport.domains.everything)
            for (base::NodeId next : transport.nodes) follow_out(estate, next, seen, gateways);
}

std::vector<base::NodeId> mx_nodes(const estate::Estate& estate, const std::string& domain) {
    std::vector<base::NodeId> nodes;
    for (const dns::Record& mx : estate.zones.resolve(domain, dns::Type::mx).records)
        for (const dns::Record& a :
             estate.zones.resolve(estate.zones.names().text(mx.target), dns::Type::a).records)
            if (base::NodeId node = estate.node_at(a.address); node.valid()) nodes.push_back(node);
    return nodes;
}

}  // namespace

Patient patient_of(const estate::Estate& estate, const std::string& who, const std::string& other,
                   bool incoming) {
    Patient p;
    p.who = base::lower_case(who), p.other = base::lower_case(other);
    p.domain = domain_of(who), p.other_domain = domain_of(other);
    p.ip = customer_address(estate, p.who);
    p.incoming = incoming;
    for (const estate::Node& node : estate.nodes) {
        if (!node.addresses.empty()) p.addresses[node.id] = base::to_string(node.addresses.front());
        if (node.role == estate::Role::antispam) p.antispam_names.push_back(node.name);
    }
    const estate::Domain* domain = estate.domain(estate.book.find_domain(p.domain));
    if (!domain) return p;
    base::NodeId home = domain->home;
    for (const estate::Account& account : domain->accounts) {
        if (base::lower_case(account.local) + "@" + p.domain != p.who) continue;
        home = account.home;
        p.has_program = account.client_given && (account.client == estate::ClientKind::outlook ||
                                                 account.client == estate::ClientKind::outlook_pop3);
    }
    p.server = p.entry = estate.node(home).id;
    for (const dns::Record& a : estate.zones.resolve(domain->client_server, dns::Type::a).records)
        if (base::NodeId node = estate.node_at(a.address); node.valid()) p.entry = estate.node(node).id;
    p.nmail = p.entry != p.server;
    std::set<base::NodeId> seen;
    follow_out(estate, home, seen, p.gateways);
    for (base::NodeId node : mx_nodes(estate, p.domain))
        if (estate.node(node).role == estate::Role::antispam) p.antispam.push_back(estate.node(node).id);
    const estate::Domain* far = estate.domain(estate.book.find_domain(p.other_domain));
    if (far) {
        p.peer = estate.node(far->home).id;
        p.other_outside = far->outside;
    }
    for (base::NodeId node : mx_nodes(estate, p.other_domain)) p.peer_nodes.push_back(estate.node(node).id);
    if (p.peer_nodes.empty() && !p.peer.empty()) p.peer_nodes.push_back(p.peer);
    return p;
}

// 100.64.10.N, N by the account's place in the file: addresses of a shared network, none of a server.
std::string customer_address(const estate::Estate& estate, const std::string& who) {
    unsigned number = 0;
    for (const estate::Domain& domain : estate.domains)
        for (const estate::Account& account : domain.accounts) {
            ++number;
            if (base::lower_case(account.local + "@" + domain.name) != base::lower_case(who)) continue;
            if (account.client_address.valid()) return base::to_string(account.client_address);
            return "100.64." + std::to_string(10 + number / 200) + "." + std::to_string(10 + number % 200);
        }
    return base::to_string(estate.client_address);
}

std::string node_named(const estate::Estate& estate, const std::string& text) {
    std::string wanted = base::lower_case(text);
    for (const estate::Node& node : estate.nodes) {
        if (base::lower_case(node.id) == wanted || base::lower_case(node.name) == wanted) return node.id;
        for (const base::Ip& address : node.addresses)
            if (base::to_string(address) == wanted) return node.id;
    }
    return "";
}

}  // namespace mailsim::teach
