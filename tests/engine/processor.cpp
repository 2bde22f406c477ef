#include "engine/processor.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "base/random.hpp"
#include "base/task.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

struct End {
    double at;
    Outcome outcome;
};

Task<> job(Calendar& calendar, Processor& cpu, Duration arrival, Duration demand, double weight, End& end) {
    Session session(calendar);
    co_await session.sleep(arrival);
    const Outcome outcome = co_await cpu.use(session, demand, weight);
    end = {seconds(calendar.now()), outcome};
}

struct Job {
    Duration arrival, demand;
    double weight, ends;
};

void check(int cores, double speed, const std::vector<Job>& jobs) {
    Calendar calendar;
    Processor cpu(calendar, cores, speed);
    std::vector<End> ends(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        spawn(job(calendar, cpu, jobs[i].arrival, jobs[i].demand, jobs[i].weight, ends[i]));
    }
    calendar.run_until(Instant{1000s});
    double demand = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        INFO("job " << i);
        CHECK(ends[i].outcome == Outcome::done);
        CHECK(ends[i].at == Approx(jobs[i].ends).epsilon(1e-9));
        demand += static_cast<double>(jobs[i].demand.count());
    }
    CHECK(cpu.busy(calendar.now()) * speed == Approx(demand).epsilon(1e-12));
    CHECK(cpu.served(calendar.now()) == Approx(demand).epsilon(1e-12));
    CHECK(cpu.population().count() == 0);
}

}  // namespace

TEST_CASE("A processor serves up to its cores at full speed and shares beyond", "[processor]") {
    // Alone: the demand.
    check(1, 1, {{0s, 3s, 1, 3}});
    check(4, 2, {{0s, 3s, 1, 1.5}});
    // Two cores, two jobs: no waiting.
    check(2, 1, {{0s, 3s, 1, 3}, {1s, 1s, 1, 2}});
    // One core: A (4 s) alone to 1; A and B (1 s) at half speed to 3, B ends; A has 2 left, ends at 5.
    check(1, 1, {{0s, 4s, 1, 5}, {1s, 1s, 1, 3}});
    // Two cores, three jobs of 2 s from 0: each gets 2/3: all end at 3.
    check(2, 1, {{0s, 2s, 1, 3}, {0s, 2s, 1, 3}, {0s, 2s, 1, 3}});
}

TEST_CASE("Weights share a processor, one core at most for each job", "[processor]") {
    // One core, weights 2 and 1: A (2 s) at 2/3 ends at 3; B has had 1 s, its other 1 s alone: 4.
    check(1, 1, {{0s, 2s, 2, 3}, {0s, 2s, 1, 4}});
    // Two cores, weights 9, 1, 1: the first is capped at one core, the others share the second.
    check(2, 1, {{0s, 2s, 9, 2}, {0s, 1s, 1, 2}, {0s, 1s, 1, 2}});
    // Two cores, weights 3, 1, 1: 3/5 x 2 > 1, so capped too; without a cap it would end at 1.67.
    check(2, 1, {{0s, 2s, 3, 2}, {0s, 2s, 1, 3}, {0s, 2s, 1, 3}});
}

TEST_CASE("A change of speed takes effect at once", "[processor]") {
    Calendar calendar;
    Processor cpu(calendar, 1);
    End end{};
    spawn(job(calendar, cpu, 0s, 4s, 1, end));
    calendar.run_until(Instant{2s});
    cpu.set_speed(0.5);  // 2 s left, now at half speed: 4 s more
    calendar.run_until(Instant{100s});
    CHECK(end.at == Approx(6));
    CHECK(cpu.busy(calendar.now()) == Approx(6e9));
    CHECK(cpu.served(calendar.now()) == Approx(4e9));
}

TEST_CASE("A processor that goes off fails its jobs at that instant", "[processor]") {
    Calendar calendar;
    Processor cpu(calendar, 1);
    std::vector<End> ends(3);
    spawn(job(calendar, cpu, 0s, 4s, 1, ends[0]));
    spawn(job(calendar, cpu, 1s, 4s, 1, ends[1]));
    spawn(job(calendar, cpu, 3s, 4s, 1, ends[2]));
    calendar.run_until(Instant{2s});
    cpu.turn_off();
    calendar.run_until(Instant{10s});
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(ends[i].outcome == Outcome::failed);
        CHECK(ends[i].at == (i < 2 ? 2 : 3));
    }
    // Served: 2 core-seconds of 8; the area under the population: 1 + 2.
    CHECK(cpu.served(calendar.now()) == Approx(2e9));
    CHECK(cpu.lost() == Approx(6e9));
    CHECK(cpu.population().seconds(calendar.now()) == Approx(3));
}

TEST_CASE("Jobs on whole nanoseconds lose no work by rounding", "[processor]") {
    Calendar calendar;
    Processor cpu(calendar, 3);
    const Draws draws(1, 0);
    std::vector<End> ends(1000);
    std::int64_t demanded = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const Duration demand{1 + static_cast<std::int64_t>(draws.below(1000, i, Purpose::service))};
        demanded += demand.count();
        spawn(job(calendar, cpu, Duration{static_cast<std::int64_t>(i * 100)}, demand, 1, ends[i]));
    }
    calendar.run_until(Instant{50us});
    const double half = cpu.served(calendar.now()) + cpu.unserved(calendar.now());
    CHECK(half < static_cast<double>(demanded));
    calendar.run_until(Instant{1s});
    // Demands of some hundred nanoseconds: rounding each end would cost about a thousandth.
    CHECK(cpu.served(calendar.now()) == Approx(static_cast<double>(demanded)).epsilon(1e-12));
}
