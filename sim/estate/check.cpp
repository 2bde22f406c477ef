#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "base/quantity.hpp"
#include "estate/check_parts.hpp"

namespace mailsim::estate {
namespace {

class Check {
  public:
    Check(const Estate& estate, base::Problems& problems) : estate_(estate), problems_(problems) {}

    void nodes() {
        std::map<std::string, const Node*> ids, names;
        std::map<base::Ip, const Node*> addresses;
        for (const Node& node : estate_.nodes) {
            once(ids, node.id, node, "/id", fmt::format("the id '{}'", node.id));
            once(names, base::lower_case(node.name), node, "/name", fmt::format("the name '{}'", node.name));
            for (const base::Ip& address : node.addresses)
                once(addresses, address, node, "/addresses",
                     fmt::format("the address {}", base::to_string(address)));
            listeners(node);
            if (node.resolver.valid() && estate_.node(node.resolver).role != Role::dns)
                add(node.pointer + "/resolver",
                    fmt::format("'{}' is no dns node", estate_.node(node.resolver).id));
            queue(node);
            for (const Transport& transport : node.transports) transport_of(node, transport);
        }
    }

    void queue(const Node& node) {
        const QueueSettings &q = node.queue, plain;
        if (q.minimal_backoff > q.maximal_backoff)
            add(node.pointer + "/queue/minimal_backoff",
                fmt::format("{} is more than maximal_backoff, {}", base::to_string(q.minimal_backoff),
                            base::to_string(q.maximal_backoff)));
        if (q.schedule == plain.schedule) return;
        for (auto [name, differs] : {std::pair{"maximal_backoff", q.maximal_backoff != plain.maximal_backoff},
                                     {"scan", q.scan != plain.scan},
                                     {"scan_phase", q.scan_phase != plain.scan_phase},
                                     {"bounce_lifetime", q.bounce_lifetime != plain.bounce_lifetime}})
            if (differs)
                add(node.pointer + "/queue/" + name,
                    fmt::format("changes nothing: the schedule '{}' has its own; leave it out, or choose the "
                                "schedule 'postfix'",
                                q.schedule));
    }

    void domains() {
        std::map<mail::DomainId, const Domain*> seen;
        for (const Domain& domain : estate_.domains) {
            if (auto [there, fresh] = seen.emplace(domain.id, &domain); !fresh)
                add(domain.pointer + "/name",
                    fmt::format("the domain '{}' stands also at {}", domain.name, there->second->pointer));
            accounts(domain);
            if (!domain.outside && domain.home.valid()) client_server(domain);
            for (const Part& part : domain.parts) home(part.home, part.pointer);
            for (const Account& account : domain.accounts) home(account.home, account.pointer);
            home(domain.home, domain.pointer);
        }
    }

    void profiles() {
        for (const Profile& profile : estate_.profiles) {
            double sum = 0;
            for (double share : profile.clients) sum += share;
            if (std::abs(sum - 1) > 1e-6)
                add(profile.pointer + "/clients",
                    fmt::format("the shares sum to {:.6g} %, they must sum to 100 %", sum * 100));
        }
    }

    void flows() {
        for (const Flow& flow : estate_.flows) {
            for (const std::string& text : flow.nodes)
                for (std::size_t start = 0; start <= text.size();) {
                    std::size_t end = std::min(text.find('|', start), text.size());
                    std::string id = text.substr(start, end - start);
                    if (!estate_.find_node(id).valid())
                        add(flow.pointer + "/nodes", base::unknown_name("node", id, ids()));
                    start = end + 1;
                }
        }
    }

    // Every two sites that hold nodes of ours, and each of them with the customers' and the Internet's.
    void reachable() {
        std::map<std::uint32_t, const Node*> ours, all;
        for (const Node& node : estate_.nodes) {
            if (!node.host.valid() || node.host.index() >= estate_.platform.hosts.size()) continue;
            std::uint32_t site = estate_.platform.hosts[node.host.index()].site;
            if (site >= estate_.platform.sites.size()) continue;
            all.emplace(site, &node);
            if (node.role != Role::peer) ours.emplace(site, &node);
        }
        const auto& sites = estate_.platform.sites;
        for (auto& [site, node] : ours) {
            if (estate_.client_site < sites.size() && !estate_.platform.joined(site, estate_.client_site))
                add("/routes",
                    fmt::format("no route joins '{}', where the clients are, and '{}', where node '{}' is",
                                sites[estate_.client_site].name, sites[site].name, node->id));
            for (auto& [other, other_node] : all)
                if (!estate_.platform.joined(site, other) && (site < other || !ours.count(other)))
                    add("/routes",
                        fmt::format("no route joins the sites '{}' and '{}' (nodes '{}' and '{}')",
                                    sites[site].name, sites[other].name, node->id, other_node->id));
        }
    }

  private:
    void add(const std::string& pointer, const std::string& message) {
        problems_.add(estate_.file, pointer, message);
    }

    template <class Key>
    void once(std::map<Key, const Node*>& seen, const Key& key, const Node& node, const char* field,
              const std::string& what) {
        if (key == Key{}) return;  // already a problem of its own
        if (auto [there, fresh] = seen.emplace(key, &node); !fresh)
            add(node.pointer + field,
                what + (there->second == &node ? std::string(" stands twice")
                                               : fmt::format(" is also that of {}", there->second->pointer)));
    }

    // Webmail, MAPI and ActiveSync are all HTTPS and share a port; nothing else may.
    void listeners(const Node& node) {
        auto https = [](Protocol p) {
            return p == Protocol::webmail || p == Protocol::mapi || p == Protocol::activesync;
        };
        for (std::size_t i = 0; i < node.listeners.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const Listener &a = node.listeners[j], &b = node.listeners[i];
                if (a.port != b.port || (a.protocol != b.protocol && https(a.protocol) && https(b.protocol)))
                    continue;
                add(b.pointer + "/port", fmt::format("port {} is also that of {}", b.port, a.pointer));
                break;
            }
    }

    void next_of(const Node& node, const Transport& transport, base::NodeId next, const char* key) {
        const Node& target = estate_.node(next);
        if (&target == &node)
            add(transport.pointer + key, fmt::format("'{}' would send to itself", node.id));
        else if (!target.listener_on(transport.port))
            add(transport.pointer + "/port",
                fmt::format("'{}' does not listen on port {}", target.id, transport.port));
    }
    void transport_of(const Node& node, const Transport& transport) {
        for (base::NodeId next : transport.nodes) next_of(node, transport, next, "/next");
        for (base::NodeId next : transport.fallback) next_of(node, transport, next, "/fallback");
        if (transport.next == Transport::Next::mailbox && !transport.fallback.empty())
            add(transport.pointer + "/fallback", "mail for a mailbox here goes nowhere else");
        if (transport.next == Transport::Next::mx && !node.resolver.valid())
            add(transport.pointer + "/next", "'mx' needs a resolver, and this node names none");
    }

    void accounts(const Domain& domain) {
        std::map<std::string, const Account*> seen;
        for (const Account& account : domain.accounts) {
            std::string local = base::lower_case(account.local);
            if (auto [there, fresh] = seen.emplace(local, &account); !fresh)
                add(account.pointer + "/name",
                    fmt::format("the account '{}@{}' stands also at {}", account.local, domain.name,
                                there->second->pointer));
            else if (!account.local.empty() && account.address.local < domain.population)
                add(account.pointer + "/name",
                    fmt::format("'{}' is one of the population's mailboxes, user1 to user{}", account.local,
                                domain.population));
        }
    }

    void home(base::NodeId id, const std::string& pointer) {
        if (!id.valid()) return;
        for (const Transport& transport : estate_.node(id).transports)
            if (transport.next == Transport::Next::mailbox) return;
        add(pointer + "/home",
            fmt::format("'{}' holds no mailboxes: none of its transports has next \"mailbox\"",
                        estate_.node(id).id));
    }

    // The server in the clients' settings must exist and serve each kind of client that the domain's people
    // use.
    void client_server(const Domain& domain) {
        if (domain.mailboxes() == 0) return;
        dns::Answer answer = estate_.zones.resolve(domain.client_server, dns::Type::a);
        std::string where = domain.pointer + "/client_server";
        if (answer.records.empty())
            return add(where,
                       fmt::format("'{}', the server in the clients' settings, has no address in the zones",
                                   domain.client_server));
        base::NodeId entry = estate_.node_at(answer.records[0].address);
        if (!entry.valid())
            return add(where, fmt::format("'{}' has the address {}, which is no node of the estate",
                                          domain.client_server, base::to_string(answer.records[0].address)));
        std::set<ClientKind> kinds;
        for (const Part& part : domain.parts) kinds_of(part.profile, kinds);
        for (const Account& account : domain.accounts)
            if (account.client_given) kinds.insert(account.client);
        for (ClientKind kind : kinds) serves(estate_.node(entry), kind, where);
    }

    void kinds_of(std::uint32_t profile, std::set<ClientKind>& kinds) const {
        if (profile >= estate_.profiles.size()) return;
        for (int kind = 0; kind < client_kind_count; ++kind)
            if (estate_.profiles[profile].clients[static_cast<std::size_t>(kind)] > 0)
                kinds.insert(static_cast<ClientKind>(kind));
    }

    void serves(const Node& entry, ClientKind kind, const std::string& where) {
        if (!is_person(kind)) return;
        const ClientSettings& settings = estate_.clients[static_cast<std::size_t>(kind)];
        auto need = [&](Protocol protocol, std::uint16_t port) {
            for (const Listener& listener : entry.listeners)
                if (listener.protocol == protocol && listener.port == port) return;
            add(where, fmt::format("'{}' serves no {} on port {}, which the domain's {} clients use",
                                   entry.id, name(protocol), port, name(kind)));
        };
        need(settings.submit, settings.submit_port);
        if (settings.fetch != settings.submit || settings.fetch_port != settings.submit_port)
            need(settings.fetch, settings.fetch_port);
    }

    std::vector<std::string_view> ids() const {
        std::vector<std::string_view> all;
        for (const Node& node : estate_.nodes) all.push_back(node.id);
        return all;
    }

    const Estate& estate_;
    base::Problems& problems_;
};

}  // namespace

void check(const Estate& estate, base::Problems& problems) {
    Check check(estate, problems);
    check.nodes();
    check.domains();
    check.profiles();
    check.flows();
    check.reachable();
    check_mx(estate, problems);
    check_relaying(estate, problems);
}

}  // namespace mailsim::estate
