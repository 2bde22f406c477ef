#include "engine/network.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "base/random.hpp"
#include "transfers.hpp"

using namespace transfers;

namespace {

std::vector<double> run(const Platform& platform, Contention who, const std::vector<Order>& orders) {
    Engine engine(platform, {who, Bytes{2048}});
    std::vector<End> ends(orders.size());
    for (std::size_t i = 0; i < orders.size(); ++i) engine.spawn(carry(engine, orders[i], ends[i]));
    engine.run(Instant{1000s});
    std::vector<double> dates;
    for (const End& end : ends) dates.push_back(end.outcome == Outcome::done ? end.at : -1);
    return dates;
}

std::vector<double> run_by(Contention who, const std::vector<Order>& orders) {
    return in_child([&] { return run(uplink(), who, orders); });
}

void check_both(const std::vector<Order>& orders, const std::vector<double>& expected) {
    for (const Contention who : {Contention::own, Contention::simgrid}) {
        INFO((who == Contention::own ? "own" : "SimGrid"));
        const auto dates = run_by(who, orders);
        REQUIRE(dates.size() == expected.size());
        for (std::size_t i = 0; i < dates.size(); ++i) CHECK(dates[i] == Approx(expected[i]).epsilon(1e-6));
    }
}

}  // namespace

TEST_CASE("One byte over a path of 10 ms takes 10 ms, and a command is not slowed by transfers",
          "[network]") {
    // 1 byte: 10 ms + 1 us.
    check_both({{0s, 1, 2, Bytes{1}}}, {0.010001});
    // 1 MB alone: 10 ms + 1 s. 2 KB beside it compete with nobody: 10 ms + 2 ms.
    check_both({{0s, 1, 2, Bytes{1'000'000}}, {500ms, 1, 2, Bytes{2000}}}, {1.010, 0.512});
    // Not shared: 1 ms + 1 MB / 100 MB/s.
    check_both({{0s, 0, 3, Bytes{1'000'000}}, {0s, 3, 0, Bytes{1'000'000}}}, {0.011, 0.011});
}

TEST_CASE("Transfers share a link by max-min fairness", "[network]") {
    // Two of 1 MB start to flow at 0.01: 0.5 MB/s each, both end at 2.01.
    check_both({{0s, 1, 2, Bytes{1'000'000}}, {0s, 1, 2, Bytes{1'000'000}}}, {2.01, 2.01});
    // The second flows from 0.51: the first has 0.5 MB left, so it ends at 1.51; the second then has 0.5 MB
    // left: 2.01.
    check_both({{0s, 1, 2, Bytes{1'000'000}}, {500ms, 1, 2, Bytes{1'000'000}}}, {1.51, 2.01});
    // Host 0 is capped at 0.4 MB/s by its access link; the other gets 0.6. Flow starts at 0.015 and 0.010.
    // The other: 0.005 s at 1 MB/s, then 0.995 MB at 0.6: ends at 0.015 + 1.658333; the capped one: 0.015
    // + 2.5.
    check_both({{0s, 0, 2, Bytes{1'000'000}}, {0s, 1, 2, Bytes{1'000'000}}}, {2.515, 1.673333333});
    // Both ways compete for the same link.
    check_both({{0s, 1, 2, Bytes{1'000'000}}, {0s, 2, 1, Bytes{1'000'000}}}, {2.01, 2.01});
}

TEST_CASE("SimGrid and our own sharing agree on a single shared link", "[network]") {
    const Draws draws(3, 0);
    std::vector<Order> orders;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const double size = exponential(draws.uniform(i, Purpose::size), 60'000);
        const Duration at = from_seconds(30 * draws.uniform(i, Purpose::arrival));  // 80 % of the link
        orders.push_back(
            {at, static_cast<std::uint32_t>(i % 2), 2, Bytes{2100 + static_cast<std::int64_t>(size)}});
    }
    const auto own = run_by(Contention::own, orders), simgrid = run_by(Contention::simgrid, orders);
    REQUIRE(own.size() == orders.size());
    REQUIRE(simgrid.size() == orders.size());
    double worst = 0;
    for (std::size_t i = 0; i < own.size(); ++i) {
        const double delay = own[i] - seconds(orders[i].at);
        REQUIRE(delay > 0);
        worst = std::max(worst, std::abs(own[i] - simgrid[i]) / delay);
    }
    INFO("largest relative difference of a delay: " << worst);
    CHECK(worst < 1e-6);
}

namespace {
// 0 -a- 1 -b- 2: a transfer over both links couples those over a and over b.
Platform coupled() {
    Platform platform;
    platform.hosts.resize(3);
    platform.links = {{"a", 0ms, Bandwidth{1e6}, true}, {"b", 0ms, Bandwidth{2e6}, true}};
    platform.routes = {{HostId{0}, HostId{1}, {LinkId{0}}},
                       {HostId{1}, HostId{2}, {LinkId{1}}},
                       {HostId{0}, HostId{2}, {LinkId{0}, LinkId{1}}}};
    return platform;
}
}  // namespace

TEST_CASE("Transfers over coupled links are given to SimGrid and share by max-min fairness", "[network]") {
    // On a (1 MB/s) two: 0.5 each. On b (2 MB/s) the third gets 1.5 until the others end.
    // 0-1: 1 MB at 0.5: 2 s. 0-2: the same. 1-2: 3 MB at 1.5: 2 s.
    const auto dates = in_child([] {
        return run(
            coupled(), Contention::automatic,
            {{0s, 0, 1, Bytes{1'000'000}}, {0s, 0, 2, Bytes{1'000'000}}, {0s, 1, 2, Bytes{3'000'000}}});
    });
    REQUIRE(dates.size() == 3);
    for (const double date : dates) CHECK(date == Approx(2).epsilon(1e-6));
}

namespace {

// When a transfer ends, work a little and write down when.
Task<> carry_then_work(Engine& engine, std::vector<double>& dates) {
    World world(engine);
    co_await world.transfer(HostId{1}, HostId{2}, Bytes{1'000'000});  // ends at 1.01
    dates.push_back(seconds(world.now()));
    for (int i = 0; i < 3; ++i) {
        co_await world.sleep(100ms);
        dates.push_back(seconds(world.now()));
    }
    co_await world.transfer(HostId{1}, HostId{2}, Bytes{100'000});  // at 1.31, competes: 0.01 + 0.2
    dates.push_back(seconds(world.now()));
}
Task<> look_at(Engine& engine, Duration date, std::vector<double>& dates) {
    World world(engine);
    co_await world.sleep(date);
    dates.push_back(seconds(world.now()));
}

}  // namespace

TEST_CASE("A link's completion that creates an event before the next calendar event runs it at its own date",
          "[network]") {
    for (const Contention who : {Contention::own, Contention::simgrid}) {
        INFO((who == Contention::own ? "own" : "SimGrid"));
        const auto dates = in_child([who] {
            Engine engine(uplink(), {who, Bytes{2048}});
            std::vector<double> result;
            engine.spawn(carry_then_work(engine, result));
            // The next events that the calendar knows while the transfers are under way.
            engine.spawn(look_at(engine, 1020ms, result));
            engine.spawn(look_at(engine, 50s, result));
            // Keeps SimGrid busy, so that it is asked all the time; from 1.31 on it competes.
            std::vector<End> ends(1);
            engine.spawn(carry(engine, {1100ms, 1, 2, Bytes{4'000'000}}, ends[0]));
            engine.run(Instant{100s});
            result.push_back(ends[0].at);
            return result;
        });
        // 1.01, 1.02 (look), 1.11, 1.21, 1.31, 1.32 + 0.1 MB at half rate = 1.52, 50 (look);
        // the long one flows from 1.11 with 4 MB and loses 0.1 MB of rate to the other: 5.21.
        const std::vector<double> expected{1.01, 1.02, 1.11, 1.21, 1.31, 1.52, 50, 5.21};
        REQUIRE(dates.size() == expected.size());
        for (std::size_t i = 0; i < dates.size(); ++i) CHECK(dates[i] == Approx(expected[i]).epsilon(1e-8));
    }
}

TEST_CASE("A run until nothing is left can be followed by another", "[network]") {
    const auto dates = in_child([] {
        Engine engine(uplink(), {Contention::simgrid, Bytes{2048}});
        std::vector<End> ends(2);
        engine.spawn(carry(engine, {0s, 1, 2, Bytes{1'000'000}}, ends[0]));
        engine.run();
        const double first_end = seconds(engine.now());
        engine.spawn(carry(engine, {1s, 1, 2, Bytes{1'000'000}}, ends[1]));
        engine.run();
        return std::vector<double>{ends[0].at, first_end, ends[1].at};
    });
    const std::vector<double> expected{1.01, 1.01, 3.02};
    REQUIRE(dates.size() == expected.size());
    for (std::size_t i = 0; i < dates.size(); ++i) CHECK(dates[i] == Approx(expected[i]).epsilon(1e-8));
}

TEST_CASE("A pair without a route cannot talk, and a host reaches itself at once", "[network]") {
    CHECK(run(uplink(), Contention::own, {{0s, 1, 3, Bytes{1}}, {2s, 1, 1, Bytes{1'000'000}}}) ==
          std::vector<double>{-1, 2});
    Engine engine(uplink(), {Contention::own, Bytes{2048}});
    CHECK(engine.network().latency(HostId{0}, HostId{2}) == 15ms);
    CHECK(engine.network().latency(HostId{1}, HostId{3}) == never_ends);
    CHECK(engine.network().time_alone(HostId{0}, HostId{2}, Bytes{400'000}) == 1015ms);
}
