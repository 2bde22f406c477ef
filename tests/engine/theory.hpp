// What the theory tests share: jobs that arrive by a Poisson process at one station, replications with a
// confidence interval, and the comparison with a formula, printed side by side.
#pragma once
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "base/random.hpp"
#include "base/task.hpp"
#include "engine/session.hpp"

namespace theory {

using namespace mailsim::base;
using namespace mailsim::engine;

// One replication: jobs at a rate (per second), each of which does `visit`; sojourns of jobs after the
// warm-up.
struct Run {
    Run(std::uint64_t seed, std::uint64_t replication, double its_rate, std::uint64_t its_jobs)
        : draws(seed, replication), rate(its_rate), jobs(its_jobs) {}
    Calendar calendar;
    Draws draws;
    double rate;
    std::uint64_t jobs;
    double sum = 0;
    std::uint64_t counted = 0;

    using Visit = std::function<Task<>(Run& run, Session& session, std::uint64_t job)>;
    Duration gap(std::uint64_t job) const {
        return from_seconds(exponential(draws.uniform(job, Purpose::arrival), 1 / rate));
    }
    // A demand by its distribution: the n-th of this job.
    double uniform(std::uint64_t job, std::uint64_t n = 0) const {
        return draws.uniform(job, Purpose::service, n);
    }
    double mean() const { return sum / static_cast<double>(counted); }
};

inline Task<> one_job(Run& run, const Run::Visit& visit, std::uint64_t job) {
    Session session(run.calendar);
    const Instant start = run.calendar.now();
    co_await visit(run, session, job);
    if (job < run.jobs / 10) co_return;  // warm-up
    run.sum += seconds(run.calendar.now() - start);
    ++run.counted;
}
inline Task<> arrivals(Run& run, const Run::Visit& visit) {
    for (std::uint64_t job = 0; job < run.jobs; ++job) {
        co_await run.calendar.sleep(run.gap(job));
        spawn(one_job(run, visit, job));
    }
}
inline double mean_sojourn(Run& run, const Run::Visit& visit) {
    spawn(arrivals(run, visit));
    while (run.calendar.next() != never) run.calendar.run_next();
    return run.mean();
}

struct Interval {
    double mean, half_width;
};
// 99 % interval by Student's t from 20 independent replications; `one` gives the mean of a replication.
inline Interval replicate(const std::function<double(std::uint64_t replication)>& one) {
    constexpr int count = 20;
    constexpr double student = 2.8609;  // 0.995 quantile, 19 degrees of freedom
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
        const double mean = one(static_cast<std::uint64_t>(i));
        sum += mean;
        squares += mean * mean;
    }
    const double mean = sum / count, variance = (squares - sum * mean) / (count - 1);
    return {mean, student * std::sqrt(variance / count)};
}

inline void compare(const char* what, double formula, Interval result) {
    fmt::print("{:<58} formula {:.6f}  result {:.6f} +- {:.6f} (99 %)\n", what, formula, result.mean,
               result.half_width);
    INFO(what);
    CHECK(std::abs(result.mean - formula) <= result.half_width);
    CHECK(result.half_width <= 0.02 * formula);
}

}  // namespace theory
