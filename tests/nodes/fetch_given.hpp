// A small estate whose people fetch, built in code, and its run on the engine:
//   customers --5 ms, shared-- fe --0.1 ms-- be   (fetch.example: through the front-end)
//   customers --5 ms, shared-- solo               (solo.example: straight to its server)
#pragma once
#include <catch2/catch.hpp>
#include <memory>
#include <set>

#include "nodes/fetch.hpp"
#include "run/world.hpp"

namespace mailsim::nodes {

using namespace std::chrono_literals;

struct FetchingPeople {
    std::uint32_t behind = 1, alone = 0;  // mailboxes of fetch.example and solo.example
    std::array<double, estate::client_kind_count> clients{0, 1, 0, 0,
                                                          0};  // outlook, pop3, mapi, webmail, phone
    std::string day = "always";
    double leave_on_server = 0;
    std::array<int, estate::process_count> limit{100, 100, 20, 1000, 100000, 10000};
    int backlog = 100;
};

class FetchingEstate {
  public:
    estate::Estate estate;

    explicit FetchingEstate(const FetchingPeople& people) {
        estate::Profile& profile = estate.profiles.emplace_back();
        profile.clients = people.clients;
        profile.day = people.day;
        profile.leave_on_server = people.leave_on_server;
        add_node("fe", estate::Role::front_end, 0, true, people);
        add_node("be", estate::Role::backend, 1, false, people);
        add_node("solo", estate::Role::standalone, 2, false, people);
        add_domain("fetch.example", "be", people.behind);
        add_domain("solo.example", "solo", people.alone);
        zone("$ORIGIN fetch.example.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\nmail A 192.0.2.1\n");
        zone("$ORIGIN solo.example.\n$TTL 1h\n@ SOA ns admin 1 2h 30m 2w 300\nmail A 192.0.2.3\n");
        estate.client_address = base::Ip::v4(10, 0, 0, 9);
        using K = estate::ClientKind;
        using P = estate::Protocol;
        set_client(K::outlook, P::imap, 993);
        set_client(K::outlook_pop3, P::pop3, 995);
        set_client(K::outlook_mapi, P::mapi, 444);
        set_client(K::webmail, P::webmail, 443);
        set_client(K::phone, P::activesync, 445);
        estate.index();
    }

  private:
    void add_node(const char* id, estate::Role role, std::uint32_t host, bool to_home,
                  const FetchingPeople& people) {
        estate::Node n;
        n.id = id;
        n.name = std::string(id) + ".example";
        n.role = role;
        n.host = {host};
        if (estate.platform.hosts.size() <= host) estate.platform.hosts.resize(host + 1);
        estate.platform.hosts[host].memory = {1'000'000'000'000};
        n.addresses = {base::Ip::v4(192, 0, 2, static_cast<std::uint8_t>(host + 1))};
        using P = estate::Protocol;
        for (auto [protocol, port] : {std::pair{P::pop3, 995},
                                      {P::imap, 993},
                                      {P::mapi, 444},
                                      {P::webmail, 443},
                                      {P::activesync, 445}})
            n.listeners.push_back(
                {protocol, static_cast<std::uint16_t>(port), estate::Tls::implicit, to_home, ""});
        n.processes.limit = people.limit;
        n.processes.listen_backlog = people.backlog;
        estate.nodes.push_back(n);
    }
    void add_domain(const std::string& name, const char* home, std::uint32_t population) {
        estate::Domain d;
        d.name = name;
        d.id = estate.book.domain(name);
        d.home = estate.find_node(home);
        for (std::uint32_t n = 0; n < estate.nodes.size(); ++n)
            if (estate.nodes[n].id == home) d.home = {n};
        d.client_server = "mail." + name;
        d.population = population;
        estate.book.set_population(d.id, population);
        if (population) d.parts.push_back({0, population, d.home, 0, {1'000'000'000}, 0.4, ""});
        estate.domains.push_back(std::move(d));
    }
    void set_client(estate::ClientKind kind, estate::Protocol protocol, std::uint16_t port) {
        estate::ClientSettings& c = estate.clients[static_cast<std::size_t>(kind)];
        c.kind = kind;
        c.fetch = protocol;
        c.fetch_port = port;
        c.fetch_tls = estate::Tls::implicit;
    }
    void zone(const std::string& text) {
        base::Problems problems;
        estate.zones.read_text(text, "zone", problems);
        REQUIRE(problems.empty());
    }
};

// The facts of a run, counted as they come.
struct Seen {
    std::uint64_t sessions = 0, refused = 0, fetches = 0, empty = 0, messages = 0;
    Instant last_fetch{};
    std::vector<__int128> sojourn, amount;  // by station
    std::array<std::vector<base::Duration>, facts::phase_count> phases;
    bool keep_phases = true;
    void hop(const facts::Fact& f) {
        sessions += f.kind == facts::Kind::session;
        refused += f.kind == facts::Kind::session_refused;
        if (f.kind == facts::Kind::phase && keep_phases) phases[f.detail].push_back(base::Duration{f.value});
        if (f.kind != facts::Kind::fetched) return;
        ++fetches;
        empty += f.value == 0;
        messages += static_cast<std::uint64_t>(f.value);
        if (f.value > 0) last_fetch = f.at;
    }
    void visit(const facts::Fact& f) {
        sojourn[f.station.index()] += f.value;
        amount[f.station.index()] += f.amount;
    }
};

class FetchingRun {
  public:
    using W = run::SimWorld;
    FetchingEstate given;
    engine::Engine engine;
    W world;
    facts::Stream stream;
    Context<W> c;
    Fetching<W> fetching;
    Seen seen;

    explicit FetchingRun(const FetchingPeople& people, FetchSettings settings = {})
        : given(people),
          engine(platform()),
          world(engine, {3}, 40ms),
          c(world, given.estate, base::Draws(7, 0), stream),
          fetching(c, settings) {
        c.counts.add(given.estate.mailbox_count, mailbox::Counts::no_quota);
        number_stations();
        stream.subscribe<&Seen::hop>(facts::Level::hop, seen);
        stream.subscribe<&Seen::visit>(facts::Level::visit, seen);
    }
    ~FetchingRun() {
        fetching.finish();
        engine.abandon();
    }

    void start() { fetching.start(); }
    void pass(base::Duration length) { engine.run(engine.now() + length); }
    void deliver(std::uint32_t mailbox, std::int64_t size) {
        c.counts.deliver({mailbox}, {size}, c.now());
        if (c.delivered_to) c.delivered_to(c.delivered_context, mailbox, {size});
    }
    Node<W>& node(std::uint32_t number) { return c.node({number}); }
    void turn(std::uint32_t number, bool on) {
        node(number).mode = on ? fault::Mode::fine : fault::Mode::off;
        auto& host = world.host(node(number).host());
        on ? host.turn_on() : host.turn_off();
        fetching.node_changed({number});
    }
    // Little's law and the utilisation law of every kind of process, in whole nanoseconds.
    void check_places() {
        for (auto& n : c.nodes)
            for (int p = 0; p < estate::process_count; ++p) {
                auto process = static_cast<Process>(p);
                auto& places = n->places(process);
                std::size_t s = n->station(process).index();
                __int128 now = c.now().time_since_epoch().count();
                __int128 inside = now * c.inside[s].count - c.inside[s].since;
                __int128 served = now * c.inside[s].served - c.inside[s].demand;
                INFO(n->estate->id << " " << estate::process_names[static_cast<std::size_t>(p)]);
                CHECK(static_cast<std::int64_t>(c.inside[s].count) ==
                      places.holders().count() + places.waiters().count());
                CHECK((places.holders().area(c.now()) + places.waiters().area(c.now()) ==
                       seen.sojourn[s] + inside));
                CHECK((places.holders().area(c.now()) == seen.amount[s] + served));
            }
    }

  private:
    static engine::Platform platform() {
        engine::Platform p;
        for (const char* name : {"fe", "be", "solo", "customers"})
            p.hosts.push_back({name, 32, 1, 500us, {200e6}});
        p.links.push_back({"lan", 100us, {1.25e9}, false});
        p.links.push_back({"uplink", 5ms, {1.25e8}, true});
        p.routes.push_back({{0}, {1}, {base::LinkId{0}}, true});
        for (std::uint32_t server : {0u, 1u, 2u})
            p.routes.push_back({{server}, {3}, {base::LinkId{1}}, true});
        return p;
    }
    // Two stations a host, then one a kind of process.
    void number_stations() {
        std::uint32_t next = 8;
        for (auto& n : c.nodes) {
            n->processor = {2 * n->host().value};
            n->disk = {2 * n->host().value + 1};
            for (int p = 0; p < estate::process_count; ++p) n->slot_stations.push_back({next++});
        }
        c.inside.resize(next);
        seen.sojourn.resize(next);
        seen.amount.resize(next);
    }
};

}  // namespace mailsim::nodes
