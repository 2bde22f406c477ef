#include <chrono>
#include <cstdio>

#include "allocations.hpp"
#include "fetch_given.hpp"

namespace mailsim::nodes {
namespace {

using Clients = std::array<double, estate::client_kind_count>;
constexpr Clients all_imap{1, 0, 0, 0, 0}, all_mapi{0, 0, 1, 0, 0}, all_webmail{0, 0, 0, 1, 0},
    all_phones{0, 0, 0, 0, 1};
constexpr auto connect = static_cast<std::size_t>(facts::Phase::pop_connect);
constexpr auto status = static_cast<std::size_t>(facts::Phase::pop_status);
constexpr auto retrieve = static_cast<std::size_t>(facts::Phase::pop_retrieve);
constexpr auto remove = static_cast<std::size_t>(facts::Phase::pop_delete);

FetchingPeople people(const Clients& clients, std::uint32_t behind = 1, std::uint32_t alone = 0) {
    FetchingPeople p;
    p.clients = clients;
    p.behind = behind;
    p.alone = alone;
    return p;
}

TEST_CASE("an empty POP3 poll costs one processor use at the server and the round trips of its questions") {
    FetchingRun run(people({0, 1, 0, 0, 0}, 0, 1));
    run.start();
    run.pass(25min);  // polls every 10 min, moved by a tenth at most
    CHECK(run.seen.fetches >= 2);
    CHECK(run.seen.fetches <= 3);
    CHECK(run.seen.empty == run.seen.fetches);
    CHECK(run.seen.sessions == run.seen.fetches);
    // 1.41 ms of pop3_session and 2.05 ms of tls_handshake each.
    CHECK(run.world.host({2}).cpu.busy(run.c.now()) ==
          Approx(3.46e6 * static_cast<double>(run.seen.fetches)));
    // TCP, TLS, greeting, USER, PASS: five round trips of 10 ms; STAT: one.
    REQUIRE(!run.seen.phases[connect].empty());
    CHECK(base::seconds(run.seen.phases[connect][0]) == Approx(0.050 + 0.00346));
    CHECK(base::seconds(run.seen.phases[status][0]) == Approx(0.010));
    CHECK(run.seen.phases[remove].empty());
    run.check_places();
}

TEST_CASE("an empty POP3 poll is three events of the calendar, its timer included") {
    FetchingRun run(people({0, 1, 0, 0, 0}, 0, 100));
    run.start();
    run.pass(2h);
    CHECK(run.engine.calendar().events_run() == 3 * run.fetching.counts().exchanges);
}

TEST_CASE("POP3 through a front-end empties the mailbox, and leaves what the owner had seen before") {
    FetchingRun run(people({0, 1, 0, 0, 0}, 1));
    run.c.counts.fill({0}, 3, {300'000});
    run.start();
    run.deliver(0, 20'000);
    run.deliver(0, 40'000);
    run.pass(15min);
    CHECK(run.seen.messages == 2);
    CHECK(run.c.counts.stored({0}) == 3);
    CHECK(run.c.counts.used({0}).count == 300'000);
    CHECK(run.seen.phases[retrieve].size() == 2);
    CHECK(run.seen.phases[remove].size() == 2);
    CHECK(run.world.host({0}).cpu.busy(run.c.now()) > 0);  // proxy_session
    run.check_places();
}

TEST_CASE("who leaves mail on the server fetches it once and keeps it there") {
    FetchingPeople p = people({0, 1, 0, 0, 0}, 1);
    p.leave_on_server = 1;
    FetchingRun run(p);
    run.start();
    run.deliver(0, 20'000);
    run.pass(1h);
    CHECK(run.seen.messages == 1);
    CHECK(run.c.counts.stored({0}) == 1);
    CHECK(run.c.counts.waiting({0}).count == 0);
}

// Dovecot waits half a second for further changes before it tells (recorded case 19: 0.50 s).
TEST_CASE("held sessions hear of new mail within some round trips") {
    struct Row {
        Clients clients;
        base::Duration pause;
    };
    Row row = GENERATE(Row{all_imap, 500ms}, Row{all_mapi, 0ms});
    FetchingRun run(people(row.clients, 1));
    run.start();
    CHECK(run.fetching.held() == 1);
    run.pass(1min);
    run.deliver(0, 20'000);
    Instant delivered = run.c.now();
    run.pass(1s);
    CHECK(run.seen.messages == 1);
    CHECK(run.seen.last_fetch - delivered < row.pause + 100ms);
    CHECK(run.seen.last_fetch - delivered > row.pause + 10ms);
    CHECK(run.c.counts.stored({0}) == 1);
    run.check_places();
}

TEST_CASE("a phone that is reachable is told at once, and pings while nothing comes") {
    FetchingRun run(people(all_phones, 50));
    run.start();
    run.pass(1h);
    CHECK(run.seen.fetches > 50 * 3);  // every 15 min, 95 % of them reachable
    CHECK(run.seen.fetches < 50 * 5);
    for (std::uint32_t m = 0; m < 50; ++m) run.deliver(m, 5'000);
    run.pass(2s);
    CHECK(run.seen.messages > 35);
    run.check_places();
}

TEST_CASE("webmail reads on the server and holds a process only during requests") {
    FetchingRun run(people(all_webmail, 200), {10h, Instant{8h}, 1});
    run.start();
    for (std::uint32_t m = 0; m < 200; ++m) run.deliver(m, 5'000);
    run.pass(8h);
    CHECK(run.seen.sessions > 200);
    CHECK(run.seen.fetches > 5 * run.seen.sessions);  // a look each minute, 12 minutes in the median
    CHECK(run.seen.messages > 100);
    CHECK(run.c.counts.total().stored == 200);
    CHECK(run.seen.refused == 0);
    run.check_places();
}

TEST_CASE("twice the people make about twice the webmail sessions and polls") {
    auto counted = [](const Clients& clients, double multiplier) {
        FetchingRun run(people(clients, 100), {10h, Instant{4h}, multiplier});
        run.start();
        run.pass(4h);
        return static_cast<double>(run.fetching.counts().exchanges);
    };
    CHECK(counted(all_webmail, 2) / counted(all_webmail, 1) == Approx(2).epsilon(0.15));
    CHECK(counted({0, 1, 0, 0, 0}, 2) / counted({0, 1, 0, 0, 0}, 1) == Approx(2).epsilon(0.05));
}

TEST_CASE("a server that goes off drops its held sessions; they come back one by one after it is on again") {
    FetchingRun run(people(all_imap, 40, 10));
    run.start();
    run.pass(1min);
    REQUIRE(run.fetching.held() == 50);
    run.deliver(3, 20'000);  // being fetched when the server goes
    run.pass(1ms);
    run.turn(1, false);
    CHECK(run.fetching.held() <= 11);
    run.pass(1s);
    CHECK(run.fetching.held() == 10);
    CHECK(run.c.counts.waiting({3}).count == 1);
    CHECK(run.node(1).places(Process::imap).holders().count() == 0);
    CHECK(run.node(0).places(Process::imap).holders().count() == 0);
    run.pass(1h);
    CHECK(run.seen.refused > 40 * 5);
    run.turn(1, true);
    run.pass(1min);
    CHECK(run.fetching.held() < 50);
    run.pass(30min);
    CHECK(run.fetching.held() == 50);
    CHECK(run.c.counts.waiting({3}).count == 0);
    run.check_places();
}

TEST_CASE("a POP3 session that is cut leaves its mail in the mailbox") {
    FetchingRun run(people({0, 1, 0, 0, 0}, 1));
    run.start();
    for (int n = 0; n < 5; ++n) run.deliver(0, 20'000);
    while (run.seen.phases[retrieve].size() < 2) run.pass(1ms);
    run.turn(1, false);
    run.pass(1h);
    CHECK(run.seen.messages == 0);
    CHECK(run.seen.refused >= 5);  // the one that was cut, and a poll every 10 min
    CHECK(run.c.counts.waiting({0}).count == 5);
    run.turn(1, true);
    run.pass(15min);
    CHECK(run.seen.messages == 5);
    CHECK(run.c.counts.stored({0}) == 0);
    run.check_places();
}

TEST_CASE("more clients than processes: the listen queue overflows and who came too late tries again") {
    FetchingPeople p = people(all_imap, 20);
    p.limit[static_cast<std::size_t>(Process::imap)] = 10;
    p.backlog = 2;
    FetchingRun run(p);
    run.start();
    run.pass(1h);
    CHECK(run.fetching.held() == 10);
    CHECK(run.seen.refused > 20);
    run.check_places();
}

TEST_CASE("a client whose address is blocked is refused, which is no lack of resources") {
    FetchingPeople p = people({0, 1, 0, 0, 0}, 1);
    FetchingRun run(p);
    estate::Setting blocked;
    blocked.rule = "client_blocked";
    blocked.id = decide::rule_id(blocked.rule);
    blocked.values.resize(1);
    blocked.values[0].networks = {base::IpNetwork(base::Ip::v4(10, 0, 0, 0), 8)};
    run.given.estate.nodes[1].rules.push_back(blocked);
    run.c.policies = decide::Policies(run.given.estate);
    run.start();
    run.deliver(0, 1'000);
    run.pass(1h);
    CHECK(run.seen.refused == 0);
    CHECK(run.seen.messages == 0);
    CHECK(run.seen.sessions >= 5);
    run.check_places();
}

TEST_CASE("nobody fetches after finish, and every process is given back") {
    FetchingRun run(people({0.3, 0.25, 0.05, 0.2, 0.2}, 300, 100), {10h, Instant{24h}, 1});
    run.start();
    run.pass(1h);
    run.fetching.finish();
    run.pass(1min);
    auto before = run.fetching.counts().exchanges;
    run.deliver(0, 1'000);
    run.pass(2h);
    CHECK(run.fetching.counts().exchanges == before);
    CHECK(run.fetching.held() == 0);
    for (const Inside& inside : run.c.inside) CHECK(inside.count == 0);
    run.check_places();
}

TEST_CASE("polls without news allocate nothing once the run is warm") {
    FetchingRun run(people({0, 0.5, 0, 0, 0.5}, 2000));
    run.seen.keep_phases = false;
    run.start();
    run.pass(8h);  // until every heap of the engine has been as full as it gets
    auto before = allocations();
    run.pass(2h);
    CHECK(run.fetching.counts().exchanges > 30'000);
    CHECK(allocations() - before == 0);
}

TEST_CASE("the same seed fetches the same") {
    auto once = [] {
        FetchingRun run(people({0.3, 0.25, 0.05, 0.2, 0.2}, 500, 100), {8h, Instant{3h}, 1});
        run.start();
        for (std::uint32_t m = 0; m < 600; ++m) run.deliver(m, 10'000 + m);
        run.pass(3h);
        return std::tuple{run.engine.calendar().events_run(), run.seen.fetches, run.seen.messages,
                          run.seen.last_fetch};
    };
    CHECK(once() == once());
}

TEST_CASE("a day of 100,000 mailboxes, its speed printed") {
    FetchingPeople p = people({0.3, 0.25, 0.05, 0.2, 0.2}, 100'000);
    p.day = "business";
    p.limit = {100, 100, 20, 100'000, 100'000, 100'000};
    FetchingRun run(p, {0h, Instant{24h}, 1});
    run.seen.keep_phases = false;
    auto began = std::chrono::steady_clock::now();
    run.start();
    // One message in 12 mailboxes every hour and a half or so: 8 or 9 a mailbox and day.
    for (int minute = 0; minute < 24 * 60; ++minute) {
        for (std::uint32_t n = 0; n < 600; ++n)
            run.deliver(
                static_cast<std::uint32_t>(base::mix(static_cast<std::uint64_t>(minute) * 600 + n) % 100'000),
                75'000);
        run.pass(1min);
    }
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const FetchCounts& f = run.fetching.counts();
    std::printf(
        "100,000 mailboxes, a day: %llu exchanges (%llu empty), %llu messages fetched, %llu events, %.1f s\n",
        static_cast<unsigned long long>(f.exchanges), static_cast<unsigned long long>(f.empty),
        static_cast<unsigned long long>(f.messages),
        static_cast<unsigned long long>(run.engine.calendar().events_run()), took.count());
    CHECK(f.exchanges > 2'000'000);
    CHECK(f.refused == 0);
    run.check_places();
}

}  // namespace
}  // namespace mailsim::nodes
