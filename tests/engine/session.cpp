#include "engine/session.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "base/task.hpp"
#include "engine/engine.hpp"
#include "engine/slots.hpp"
#include "engine/world.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

struct End {
    double at = -1;
    Outcome outcome = Outcome::done;
};

// Three hosts in a row; 0-1 and 1-2 over plain links, 0-2 over a shared one.
Platform three_hosts() {
    Platform platform;
    platform.hosts.resize(3);
    for (auto& host : platform.hosts) host.cores = 1;
    platform.links = {{"plain", 10ms, Bandwidth{1e6}, false}, {"uplink", 10ms, Bandwidth{1e6}, true}};
    platform.routes = {{HostId{0}, HostId{1}, {LinkId{0}}},
                       {HostId{1}, HostId{2}, {LinkId{0}}},
                       {HostId{0}, HostId{2}, {LinkId{1}}}};
    return platform;
}
constexpr NetworkOptions by_ourselves{Contention::own, Bytes{2048}};

enum class What { sleep, use, write, transfer, compete, take, park };
constexpr What all_waits[] = {What::sleep,   What::use,  What::write, What::transfer,
                              What::compete, What::take, What::park};

// Waits a long time in one way, on hosts 0 and 1.
Task<> wait_long(Engine& engine, Slots& full, What what, Duration deadline, End& end, End& next) {
    World world(engine, HostId{0}, HostId{1});
    if (deadline > 0s) world.deadline_in(deadline);
    Outcome outcome = Outcome::done;
    switch (what) {
        case What::sleep: outcome = co_await world.sleep(1000s); break;
        case What::use: outcome = co_await world.use(HostId{0}, 1000s); break;
        case What::write: outcome = co_await world.write(HostId{0}, Bytes{200'000'000'000}, 1); break;
        case What::transfer:
            outcome = co_await world.transfer(HostId{0}, HostId{1}, Bytes{1'000'000'000});
            break;
        case What::compete:
            outcome = co_await world.transfer(HostId{0}, HostId{2}, Bytes{1'000'000'000});
            break;
        case What::take: outcome = co_await world.take(full); break;
        case What::park: outcome = co_await world.park(); break;
    }
    end = {seconds(world.now()), outcome};
    outcome = co_await world.sleep(1s);
    next = {seconds(world.now()), outcome};
}

Task<> hold(Engine& engine, Slots& slots) {
    World world(engine);
    co_await world.take(slots);
    co_await world.park();
}

}  // namespace

TEST_CASE("A host that goes off ends whatever its sessions wait for, at that instant", "[session]") {
    for (const What what : all_waits) {
        for (const std::uint32_t host : {0u, 1u}) {
            INFO("wait " << static_cast<int>(what) << " host " << host);
            Engine engine(three_hosts(), by_ourselves);
            Slots full(engine.calendar(), 1);
            End end, next;
            engine.spawn(hold(engine, full));
            engine.spawn(wait_long(engine, full, what, 0s, end, next));
            engine.run(Instant{5s});
            CHECK(end.at == -1);
            engine.host(HostId{host}).turn_off();
            CHECK(end.at == -1);  // nobody is resumed within
            engine.run(Instant{6s});
            CHECK(end.at == 5);
            CHECK(end.outcome == Outcome::failed);
            CHECK(next.at == 5);  // a broken session does not wait any more
            CHECK(next.outcome == Outcome::failed);
            CHECK(engine.host(HostId{0}).cpu.population().count() == 0);
            CHECK(engine.host(HostId{0}).disk.population().count() == 0);
            CHECK(engine.network().link(LinkId{1}).transfers.count() == 0);
            CHECK(full.waiters().count() == 0);
            CHECK(engine.host(HostId{0}).sessions() == 0);
            CHECK(engine.calendar().size() == 0);
        }
    }
}

TEST_CASE("A deadline ends whatever its session waits for, at that instant, and only once", "[session]") {
    for (const What what : all_waits) {
        INFO("wait " << static_cast<int>(what));
        Engine engine(three_hosts(), by_ourselves);
        Slots full(engine.calendar(), 1);
        End end, next;
        engine.spawn(hold(engine, full));
        engine.spawn(wait_long(engine, full, what, 3s, end, next));
        engine.run(Instant{10s});
        CHECK(end.at == 3);
        CHECK(end.outcome == Outcome::timed_out);
        CHECK(next.at == 4);
        CHECK(next.outcome == Outcome::done);
        CHECK(engine.calendar().size() == 0);
    }
}

namespace {
Task<> many_deadlines(Engine& engine, std::vector<End>& ends) {
    World world(engine);
    for (int i = 0; i < 1000; ++i) {
        world.deadline_in(300s);
        co_await world.sleep(1s);
    }
    world.deadline_in(2s);
    ends.push_back({0, co_await world.sleep(1s)});
    ends.push_back({seconds(world.now()), co_await world.sleep(5s)});  // one second of the two is left
    ends.push_back({seconds(world.now()), co_await world.sleep(5s)});
    world.deadline(world.now());
    ends.push_back({seconds(world.now()), co_await world.sleep(5s)});
    world.deadline_in(1s);
    world.no_deadline();
    ends.push_back({seconds(world.now()), co_await world.sleep(5s)});
}
}  // namespace

TEST_CASE("Deadlines can be moved often and cost one entry of the calendar", "[session]") {
    Engine engine(three_hosts(), by_ourselves);
    std::vector<End> ends;
    engine.spawn(many_deadlines(engine, ends));
    engine.run(Instant{999s});
    CHECK(engine.calendar().size() == 2);
    const auto events = engine.calendar().events_run();
    CHECK(events < 1005);
    engine.run(Instant{2000s});
    REQUIRE(ends.size() == 5);
    CHECK(ends[0].outcome == Outcome::done);
    CHECK(ends[1].outcome == Outcome::timed_out);
    CHECK(ends[2].outcome == Outcome::done);
    CHECK(ends[3].outcome == Outcome::timed_out);
    CHECK(ends[4].outcome == Outcome::done);
}

namespace {
Task<> survive(Engine& engine, std::vector<End>& ends) {
    World world(engine, HostId{0}, HostId{1});
    ends.push_back({0, co_await world.sleep(100s)});
    CHECK(world.broken());
    world.detach();
    CHECK(world.attach(HostId{0}));
    ends.push_back({0, co_await world.sleep(1s)});
    CHECK_FALSE(world.attach(HostId{1}));
    ends.push_back({0, co_await world.use(HostId{0}, 1s)});
    ends.back().at = seconds(world.now());
}
}  // namespace

TEST_CASE("The surviving end detaches and goes on; attaching to a host that is off breaks it again",
          "[session]") {
    Engine engine(three_hosts(), by_ourselves);
    std::vector<End> ends;
    engine.spawn(survive(engine, ends));
    engine.run(Instant{5s});
    engine.host(HostId{1}).turn_off();
    engine.run(Instant{50s});
    REQUIRE(ends.size() == 3);
    CHECK(ends[0].outcome == Outcome::failed);
    CHECK(ends[1].outcome == Outcome::done);
    CHECK(ends[2].outcome == Outcome::failed);
    CHECK(ends[2].at == 6);
    engine.host(HostId{1}).turn_on();
    CHECK(engine.host(HostId{1}).off_time(engine.now()) == 45s);
}

namespace {
Task<> answer(World& asker, World& me, std::vector<double>& dates) {
    co_await me.sleep(2s);
    asker.wake();
    dates.push_back(seconds(me.now()));
}
Task<> ask(World& me, std::vector<double>& dates, Outcome& outcome) {
    outcome = co_await me.park();
    dates.push_back(seconds(me.now()));
}
}  // namespace

TEST_CASE("One coroutine wakes another that is parked", "[session]") {
    Engine engine(three_hosts(), by_ourselves);
    World one(engine), two(engine);
    std::vector<double> dates;
    Outcome outcome = Outcome::failed;
    engine.spawn(ask(one, dates, outcome));
    engine.spawn(answer(one, two, dates));
    CHECK(one.parked());
    engine.run();
    CHECK(dates == std::vector<double>{2, 2});
    CHECK(outcome == Outcome::done);
}

namespace {
Task<> one_operation(Engine& engine, int rounds) {
    World world(engine, HostId{0}, HostId{1});
    for (int i = 0; i < rounds; ++i) {
        world.deadline_in(300s);
        co_await world.sleep(1ms);
        co_await world.use(HostId{0}, 1ms);
        co_await world.write(HostId{1}, Bytes{1000}, 1);
        co_await world.transfer(HostId{0}, HostId{2}, Bytes{60000});
    }
}
}  // namespace

TEST_CASE("Waiting takes no memory from malloc in the steady state", "[session]") {
    Engine engine(three_hosts(), by_ourselves);
    for (int i = 0; i < 50; ++i) engine.spawn(one_operation(engine, 2));
    engine.run();
    const auto before = frame_pool.counts();
    for (int i = 0; i < 50; ++i) engine.spawn(one_operation(engine, 20));
    engine.run();
    CHECK(frame_pool.counts().from_malloc == before.from_malloc);
    CHECK(frame_pool.counts().in_use == before.in_use);
}

TEST_CASE("What still waits at the end of a run can be given up", "[session]") {
    const auto before = frame_pool.counts().in_use;
    {
        Engine engine(three_hosts(), by_ourselves);
        Slots full(engine.calendar(), 1);
        End end, next;
        engine.spawn(hold(engine, full));
        for (const What what : all_waits) engine.spawn(wait_long(engine, full, what, 100s, end, next));
        engine.run(Instant{1s});
        CHECK(frame_pool.counts().in_use == before + 8);
        engine.abandon();
        CHECK(engine.calendar().size() == 0);
        CHECK(engine.host(HostId{0}).sessions() == 0);
    }
    CHECK(frame_pool.counts().in_use == before);
}
