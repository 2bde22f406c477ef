#include <catch2/catch.hpp>
#include <vector>

#include "base/task.hpp"
#include "engine/disk.hpp"
#include "engine/host.hpp"
#include "engine/slots.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

struct End {
    double at = -1;
    Outcome outcome = Outcome::done;
};

Task<> write_one(Calendar& calendar, Disk& disk, Duration at, Duration deadline, End& end) {
    Session session(calendar);
    co_await session.sleep(at);
    if (deadline > 0s) session.deadline(calendar.now() + deadline);
    const Outcome outcome = co_await disk.write(session, Bytes{1'000'000}, 2);
    end = {seconds(calendar.now()), outcome};
}

Task<> hold(Calendar& calendar, Slots& slots, Duration at, Duration length, Duration patience, End& in) {
    Session session(calendar);
    co_await session.sleep(at);
    if (patience > 0s) session.deadline(calendar.now() + patience);
    const Outcome outcome = co_await slots.take(session);
    in = {seconds(calendar.now()), outcome};
    session.deadline(never);
    if (outcome != Outcome::done) co_return;
    co_await session.sleep(length);
    slots.give();
}

}  // namespace

TEST_CASE("A disk serves requests in order; time is that of the operations and of the bytes", "[disk]") {
    // Two syncs of 5 ms and 1 MB at 100 MB/s: 20 ms each.
    Calendar calendar;
    Disk disk(calendar, 5ms, Bandwidth{100e6});
    std::vector<End> ends(4);
    spawn(write_one(calendar, disk, 0ms, 0s, ends[0]));
    spawn(write_one(calendar, disk, 0ms, 10ms, ends[1]));  // gives up at 10 ms; its request is carried out
    spawn(write_one(calendar, disk, 5ms, 0s, ends[2]));
    spawn(write_one(calendar, disk, 100ms, 0s, ends[3]));
    calendar.run_until(Instant{1s});
    CHECK(ends[0].at == Approx(0.020));
    CHECK(ends[1].at == Approx(0.010));
    CHECK(ends[1].outcome == Outcome::timed_out);
    CHECK(ends[2].at == Approx(0.060));
    CHECK(ends[3].at == Approx(0.120));
    CHECK(disk.busy(Instant{1s}) == 80ms);
    CHECK(disk.population().seconds(Instant{1s}) == Approx(0.020 + 0.010 + 0.055 + 0.020));
    CHECK(disk.population().most() == 3);
}

TEST_CASE("A slow disk takes longer for what comes from then on; one that is off fails", "[disk]") {
    Calendar calendar;
    Disk disk(calendar, 5ms, Bandwidth{100e6});
    std::vector<End> ends(3);
    spawn(write_one(calendar, disk, 0ms, 0s, ends[0]));
    spawn(write_one(calendar, disk, 10ms, 0s, ends[1]));
    spawn(write_one(calendar, disk, 40ms, 0s, ends[2]));
    calendar.run_until(Instant{5ms});
    disk.set_slowness(3);  // the second takes 60 ms, from 20 to 80
    calendar.run_until(Instant{30ms});
    CHECK(ends[0].at == Approx(0.020));
    disk.turn_off();
    CHECK(disk.busy(calendar.now()) == 30ms);
    calendar.run_until(Instant{1s});
    CHECK(ends[1].at == Approx(0.030));
    CHECK(ends[1].outcome == Outcome::failed);
    CHECK(ends[2].at == Approx(0.040));
    CHECK(ends[2].outcome == Outcome::failed);
    CHECK(disk.busy(calendar.now()) == 30ms);
}

TEST_CASE("Places go to those who wait, in order; a full queue refuses", "[slots]") {
    Calendar calendar;
    Slots slots(calendar, 1, 2);
    std::vector<End> in(5);
    spawn(hold(calendar, slots, 0s, 10s, 0s, in[0]));
    spawn(hold(calendar, slots, 1s, 10s, 3s, in[1]));  // leaves the queue at 4
    spawn(hold(calendar, slots, 2s, 10s, 0s, in[2]));
    spawn(hold(calendar, slots, 3s, 10s, 0s, in[3]));  // refused: two wait
    spawn(hold(calendar, slots, 5s, 10s, 0s, in[4]));
    calendar.run_until(Instant{100s});
    const End expected[] = {{0, Outcome::done},
                            {4, Outcome::timed_out},
                            {10, Outcome::done},
                            {3, Outcome::refused},
                            {20, Outcome::done}};
    for (std::size_t i = 0; i < in.size(); ++i) {
        INFO("session " << i);
        CHECK(in[i].at == expected[i].at);
        CHECK(in[i].outcome == expected[i].outcome);
    }
    CHECK(slots.refusals() == 1);
    CHECK(slots.holders().seconds(calendar.now()) == Approx(30));
    CHECK(slots.waiters().seconds(calendar.now()) == Approx(3 + 8 + 15));
    CHECK(slots.holders().count() == 0);
}

TEST_CASE("More places let waiters in at once; fewer take effect as places are given back", "[slots]") {
    Calendar calendar;
    Slots slots(calendar, 1);
    std::vector<End> in(4);
    for (End& end : in) spawn(hold(calendar, slots, 0s, 10s, 0s, end));
    calendar.run_until(Instant{5s});
    slots.set_places(3);
    calendar.run_until(Instant{6s});
    CHECK(in[1].at == 5);
    CHECK(in[2].at == 5);
    slots.set_places(1);
    calendar.run_until(Instant{100s});
    CHECK(in[3].at == 15);  // the first leaves at 10, the others at 15
    CHECK(slots.try_take());
}

namespace {
// Has been given its place at the instant at which its host goes off.
Task<> take_and_fail(Calendar& calendar, Host& host, Slots& slots, std::vector<End>& ends) {
    Session session(calendar);
    session.attach(host);
    Outcome outcome = co_await slots.take(session);
    ends.push_back({seconds(calendar.now()), outcome});
    outcome = co_await session.sleep(1s);
    ends.push_back({seconds(calendar.now()), outcome});
    slots.give();
}
}  // namespace

TEST_CASE("A place that was given before its session broke stays given, and the next wait fails", "[slots]") {
    Calendar calendar;
    Host host(calendar, Platform::Host{});
    Slots slots(calendar, 1);
    CHECK(slots.try_take());
    std::vector<End> ends;
    spawn(take_and_fail(calendar, host, slots, ends));
    slots.give();
    host.turn_off();
    calendar.run_until(Instant{10s});
    REQUIRE(ends.size() == 2);
    CHECK(ends[0].outcome == Outcome::done);
    CHECK(ends[1].outcome == Outcome::failed);
    CHECK(ends[1].at == 0);
    CHECK(slots.holders().count() == 0);
}
