// Links that go off or slow down, and hosts that go off during a transfer, by our sharing and by SimGrid.
#include <catch2/catch.hpp>

#include "transfers.hpp"

using namespace transfers;

TEST_CASE("A link that goes off fails the transfers under way, at that instant, and new ones at once",
          "[network]") {
    for (const Contention who : {Contention::own, Contention::simgrid}) {
        INFO((who == Contention::own ? "own" : "SimGrid"));
        const auto dates = in_child([who] {
            Engine engine(uplink(), {who, Bytes{2048}});
            std::vector<End> ends(5);
            engine.spawn(carry(engine, {0s, 1, 2, Bytes{5'000'000}}, ends[0]));  // flows
            engine.spawn(
                carry(engine, {1995ms, 1, 2, Bytes{5'000'000}}, ends[1]));       // its latency is not over
            engine.spawn(carry(engine, {1995ms, 1, 2, Bytes{2000}}, ends[2]));   // a command
            engine.spawn(carry(engine, {3s, 1, 2, Bytes{5'000'000}}, ends[3]));  // while the link is off
            engine.spawn(carry(engine, {5s, 1, 2, Bytes{1'000'000}}, ends[4]));  // when it is on again
            engine.run(Instant{2s});
            engine.network().turn_off(LinkId{0});
            engine.run(Instant{4s});
            engine.network().turn_on(LinkId{0});
            engine.run(Instant{100s});
            std::vector<double> result;
            for (const End& end : ends) {
                result.push_back(end.at);
                result.push_back(static_cast<double>(end.outcome));
            }
            result.push_back(static_cast<double>(engine.network().link(LinkId{0}).carried.count));
            result.push_back(static_cast<double>(engine.network().link(LinkId{0}).transfers.count()));
            return result;
        });
        const auto failed = static_cast<double>(Outcome::failed);
        const std::vector<double> expected{2, failed, 2, failed, 2, failed, 3, failed, 6.01, 0, 1'000'000, 0};
        REQUIRE(dates.size() == expected.size());
        for (std::size_t i = 0; i < dates.size(); ++i) CHECK(dates[i] == Approx(expected[i]));
    }
}

TEST_CASE("A slowed shared link slows its transfers at once; its bytes and use are counted", "[network]") {
    for (const Contention who : {Contention::own, Contention::simgrid}) {
        INFO((who == Contention::own ? "own" : "SimGrid"));
        const auto numbers = in_child([who] {
            Engine engine(uplink(), {who, Bytes{2048}});
            std::vector<End> ends(1);
            engine.spawn(carry(engine, {0s, 1, 2, Bytes{2'000'000}}, ends[0]));
            engine.run(Instant{1010ms});
            const double half = engine.network().moved(LinkId{0}, engine.now());
            engine.network().slow(LinkId{0}, 0.25);
            engine.run(Instant{10s});
            return std::vector<double>{half, ends[0].at, engine.network().moved(LinkId{0}, engine.now()),
                                       engine.network().utilisation(LinkId{0}, engine.now()),
                                       engine.network().link(LinkId{0}).transfers.seconds(engine.now())};
        });
        // 1 MB at 1.01; the other at 0.25 MB/s takes 4 s: 5.01. Utilisation: 2 MB of 10 MB. One transfer
        // flowed for 5 s.
        const std::vector<double> expected{1e6, 5.01, 2e6, 0.2, 5};
        REQUIRE(numbers.size() == expected.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            CHECK(numbers[i] == Approx(expected[i]).epsilon(1e-6));
    }
}

namespace {
Task<> carry_attached(Engine& engine, std::vector<double>& result) {
    World world(engine, HostId{1}, HostId{2});
    result.push_back(static_cast<double>(co_await world.transfer(HostId{1}, HostId{2}, Bytes{5'000'000})));
    result.push_back(seconds(world.now()));
}
}  // namespace

TEST_CASE("A host that goes off takes its transfer off the link, for the good of the others", "[network]") {
    for (const Contention who : {Contention::own, Contention::simgrid}) {
        INFO((who == Contention::own ? "own" : "SimGrid"));
        const auto numbers = in_child([who] {
            Engine engine(uplink(), {who, Bytes{2048}});
            std::vector<double> result;
            std::vector<End> ends(1);
            engine.spawn(carry_attached(engine, result));
            engine.spawn(carry(engine, {0s, 1, 2, Bytes{2'000'000}}, ends[0]));
            engine.run(Instant{1010ms});
            engine.host(HostId{2}).turn_off();
            engine.run();
            result.push_back(ends[0].at);
            return result;
        });
        // The other has had 0.5 MB in the first second, then the whole link: 1.01 + 1.5.
        const std::vector<double> expected{static_cast<double>(Outcome::failed), 1.01, 2.51};
        REQUIRE(numbers.size() == expected.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            CHECK(numbers[i] == Approx(expected[i]).epsilon(1e-8));
    }
}
