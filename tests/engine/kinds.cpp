#include <catch2/catch.hpp>
#include <vector>

#include "base/task.hpp"
#include "engine/processor.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

struct Work {
    Duration demand;
    std::uint32_t kind;
    double ends;
};

Task<> job(Calendar& calendar, Processor& cpu, Work work, double& end) {
    Session session(calendar);
    co_await cpu.use(session, work.demand, 1, work.kind);
    end = seconds(calendar.now());
}

void check(int cores, const std::vector<Work>& works) {
    Calendar calendar;
    Processor cpu(calendar, cores);
    std::vector<double> ends(works.size());
    for (std::size_t i = 0; i < works.size(); ++i) spawn(job(calendar, cpu, works[i], ends[i]));
    calendar.run_until(Instant{std::chrono::seconds(1000)});
    for (std::size_t i = 0; i < works.size(); ++i) CHECK(ends[i] == Approx(works[i].ends).epsilon(1e-6));
}

}  // namespace

using namespace std::chrono_literals;

// One core, kinds 1 (three jobs of 1 s) and 2 (one of 1 s): each kind has half. Kind 2 ends at 2 s; kind 1
// had 1 s of its 3 s by then, and the core for itself afterwards: all three end at 4 s.
TEST_CASE("a kind of process has one share, however many of it run") {
    check(1, {{1s, 1, 4}, {1s, 1, 4}, {1s, 1, 4}, {1s, 2, 2}});
}

// Two cores: a kind with one job can use one core at most; the other core goes to the two jobs of kind 1,
// which have half of their second when it ends, and a core each from then on.
TEST_CASE("a single job of a kind has at most one core") {
    check(2, {{1s, 1, 1.5}, {1s, 1, 1.5}, {1s, 2, 1}});
}

// Kind 0 is no kind: each job for itself, as before. Three jobs of 1 s on one core: 3 s.
TEST_CASE("jobs without a kind share one by one") { check(1, {{1s, 0, 3}, {1s, 0, 3}, {1s, 0, 3}}); }
