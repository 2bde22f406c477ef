// A small estate built in code, like Nmail with an antispam tier: enough for every rule and every kind of
// way.
//
//   gmail, yahoo, world (peers)      mta -> fe -> be2, be5        be -> fe -> smtp1, smtp2 -> MX
//   here.example on be2 and be5, MX fe; safe.example on be5, MX mta; alone.example on solo, which uses smtp1
#pragma once
#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "base/quantity.hpp"
#include "decide/access.hpp"
#include "decide/judge.hpp"
#include "decide/next_hop.hpp"

namespace mailsim::decide {

inline estate::Value default_value(const base::Parameter& row) {
    estate::Value value;
    std::string fallback(row.fallback);
    value.text = fallback;
    if (row.type == "duration")
        value.number = static_cast<double>(base::parse_duration(fallback).value().count());
    if (row.type == "share") value.number = base::parse_share(fallback).value();
    if (row.type == "bytes") value.number = static_cast<double>(base::parse_bytes(fallback).value().count);
    if (row.type == "count" || row.type == "number") value.number = std::stod(fallback);
    if (row.type == "flag") value.number = fallback == "true";
    if (row.type == "domains") value.domains.everything = fallback == "*";
    return value;
}

// A rule with its defaults; `change` sets a parameter by its position in the rule's table.
inline estate::Setting setting(const std::string& name,
                               const std::function<void(std::vector<estate::Value>&)>& change = {}) {
    estate::Setting out;
    out.rule = name;
    out.id = rule_id(name);
    REQUIRE(out.id.valid());
    out.pointer = "/rules/" + name;
    for (const base::Parameter& row : rule(out.id).parameters) out.values.push_back(default_value(row));
    if (change) change(out.values);
    return out;
}

struct NoQuotaUse : QuotaUse {
    base::Bytes used(std::uint32_t) const override { return {0}; }
};

class Given {
  public:
    estate::Estate estate;

    Given() {
        using estate::Role;
        for (auto [id, role, last] : {std::tuple{"mta", Role::antispam, 10},
                                      {"fe", Role::front_end, 11},
                                      {"be2", Role::backend, 12},
                                      {"be5", Role::backend, 15},
                                      {"smtp1", Role::gateway, 21},
                                      {"smtp2", Role::gateway, 22},
                                      {"solo", Role::standalone, 31},
                                      {"gmail", Role::peer, 101},
                                      {"yahoo", Role::peer, 102},
                                      {"world", Role::peer, 103}})
            add_node(id, role, static_cast<std::uint8_t>(last));
        estate.outsiders = at("world");
        estate.client_address = base::Ip::v4(10, 0, 0, 9);
        estate.profiles.push_back({});
        add_domain("here.example", "be2", "mail.here.example", {"ali", "sana", "full", "blocked"}, 10);
        add_domain("safe.example", "be5", "mail.safe.example", {"omar"}, 0);
        add_domain("alone.example", "solo", "mail.alone.example", {"owner"}, 0);
        add_domain("gmail.test", "gmail", "", {"friend"}, 5);
        add_domain("yahoo.test", "yahoo", "", {"friend"}, 5);
        account("full@here.example").fill = 1;
        account("blocked@here.example").sending_blocked = true;
        set_clients();
        read_zones();
        estate.index();
        set_transports();
        set_rules();
    }

    base::NodeId at(std::string_view id) const { return estate.find_node(id); }
    estate::Node& node(std::string_view id) { return estate.nodes[at(id).index()]; }
    mail::Address address(std::string_view text) { return estate.book.parse(text).value(); }
    estate::Account& account(std::string_view text) {
        mail::Address wanted = address(text);
        for (estate::Domain& d : estate.domains)
            for (estate::Account& a : d.accounts)
                if (a.address == wanted) return a;
        FAIL("no such account: " << text);
        return estate.domains.front().accounts.front();
    }
    estate::Setting& rule_of(std::string_view id, std::string_view name) {
        for (estate::Setting& s : node(id).rules)
            if (s.rule == name) return s;
        FAIL(id << " has no rule " << name);
        return node(id).rules.front();
    }
    estate::DomainSet domains(std::initializer_list<const char*> names) {
        estate::DomainSet set;
        for (const char* name : names) {
            mail::DomainId id = estate.book.domain(name);
            if (set.members.size() <= id.index()) set.members.resize(id.index() + 1);
            set.members[id.index()] = true;
        }
        return set;
    }
    void zone(const std::string& text) {
        base::Problems problems;
        estate.zones.read_text(text, "zone", problems);
        for (const base::Problem& p : problems) FAIL(base::to_string(p));
    }

  private:
    void add_node(const std::string& id, estate::Role role, std::uint8_t last) {
        estate::Node n;
        n.id = id;
        n.pointer = "/nodes/" + id;
        n.name = id + ".test";
        n.role = role;
        n.addresses = {base::Ip::v4(192, 0, 2, last)};
        n.listeners.push_back(
            {estate::Protocol::smtp, 25, estate::Tls::starttls, false, n.pointer + "/listeners/0"});
        bool entry = role == estate::Role::front_end || role == estate::Role::standalone;
        if (entry) {
            bool to_home = role == estate::Role::front_end;
            n.listeners.push_back({estate::Protocol::submission, 587, estate::Tls::starttls, to_home,
                                   n.pointer + "/listeners/1"});
            n.listeners.push_back(
                {estate::Protocol::webmail, 443, estate::Tls::implicit, to_home, n.pointer + "/listeners/2"});
        }
        estate.nodes.push_back(n);
    }

    void add_domain(const std::string& name, const std::string& home, const std::string& server,
                    std::initializer_list<const char*> locals, std::uint32_t population) {
        estate::Domain d;
        d.name = name;
        d.id = estate.book.domain(name);
        d.home = at(home);
        d.client_server = server;
        estate.book.set_population(d.id, population);
        if (population) d.parts.push_back({0, population, d.home, 0, {1'000'000'000}, 0.4, "/parts/0"});
        for (const char* local : locals) {
            estate::Account a;
            a.local = local;
            a.address = estate.book.address(d.id, local);
            a.home = d.home;
            d.accounts.push_back(a);
        }
        estate.domains.push_back(d);
    }

    void set_clients() {
        using namespace estate;
        for (int kind = 0; kind < client_kind_count; ++kind) {
            ClientSettings& c = estate.clients[static_cast<std::size_t>(kind)];
            c.kind = static_cast<ClientKind>(kind);
            c.pointer = "/clients/" + std::string(estate::name(c.kind));
            if (c.kind == ClientKind::webmail) {
                c.submit = Protocol::webmail;
                c.submit_port = 443;
                c.submit_tls = Tls::implicit;
            }
        }
    }

    void read_zones() {
        zone(
            "$ORIGIN here.example.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\n@ MX 10 mail\nmail A "
            "192.0.2.11\n");
        zone(
            "$ORIGIN safe.example.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\n@ MX 10 mx\nmx A "
            "192.0.2.10\nmail A 192.0.2.11\n");
        zone(
            "$ORIGIN alone.example.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\n@ MX 10 mail\nmail A "
            "192.0.2.31\n");
        zone("$ORIGIN gmail.test.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\n@ MX 5 mx\nmx A 192.0.2.101\n");
        zone(
            "$ORIGIN yahoo.test.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\n@ MX 5 mx\n@ MX 1 gone\nmx A "
            "192.0.2.102\ngone A 192.0.2.200\n");
        zone("$ORIGIN nomail.test.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\n@ MX 0 .\n");
    }

    void send(const std::string& from, estate::Transport t) {
        t.pointer = "/nodes/" + from + "/transports/" + std::to_string(node(from).transports.size());
        t.tls = estate::Tls::starttls;
        node(from).transports.push_back(std::move(t));
    }
    void local(const std::string& id) {
        estate::Transport t;
        t.match = estate::Transport::Match::local;
        t.next = estate::Transport::Next::mailbox;
        send(id, t);
    }
    void all(const std::string& id, estate::Transport::Next next,
             std::initializer_list<const char*> to = {}) {
        estate::Transport t;
        t.domains.everything = true;
        t.next = next;
        for (const char* name : to) t.nodes.push_back(at(name));
        send(id, t);
    }
    void set_transports() {
        using Next = estate::Transport::Next;
        estate::Transport nmail;
        nmail.domains = domains({"here.example", "safe.example"});
        nmail.next = Next::home;
        send("fe", nmail);
        nmail.next = Next::nodes;
        nmail.nodes = {at("fe")};
        send("mta", nmail);
        for (const char* id : {"be2", "be5", "solo", "gmail", "yahoo"}) local(id);
        all("fe", Next::nodes, {"smtp1", "smtp2"});
        for (const char* id : {"be2", "be5"}) all(id, Next::nodes, {"fe"});
        all("solo", Next::nodes, {"smtp1"});
        for (const char* id : {"smtp1", "smtp2", "gmail", "yahoo", "world"}) all(id, Next::mx);
    }

    void set_rules() {
        auto ours = [&](std::vector<estate::Value>& v) {
            v[0].networks = {base::IpNetwork(base::Ip::v4(192, 0, 2, 0), 26)};  // .0 to .63: not the peers
            v[1].domains = domains({"here.example", "safe.example"});
        };
        auto own_only = [&](std::vector<estate::Value>& v) {
            v[0].networks = {base::IpNetwork(base::Ip::v4(192, 0, 2, 0), 26)};
        };
        for (const char* id : {"mta", "fe", "be2", "be5", "smtp1", "smtp2", "solo"}) {
            bool nmail_edge = std::string(id) == "mta" || std::string(id) == "fe";
            std::vector<estate::Setting>& rules = node(id).rules;
            rules = {setting("client_blocked"),
                     setting("authentication"),
                     setting("sender_blocked"),
                     setting("size"),
                     nmail_edge ? setting("relay", ours) : setting("relay", own_only),
                     setting("recipient_known"),
                     setting("hop_limit"),
                     setting("quota")};
        }
        node("mta").rules.push_back(setting("content_scan"));
    }
};

}  // namespace mailsim::decide
