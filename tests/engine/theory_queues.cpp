// First-come-first-served stations against their formulas: mean sojourn times.
#include "engine/disk.hpp"
#include "engine/processor.hpp"
#include "engine/slots.hpp"
#include "theory.hpp"

using namespace theory;

namespace {

// c servers that take demands in order of arrival: places that are held for the time of the demand.
Task<> be_served(Run& run, Session& session, std::uint64_t job, Slots& servers, double mean) {
    co_await servers.take(session);
    co_await session.sleep(from_seconds(exponential(run.uniform(job), mean)));
    servers.give();
}
Task<> be_shared(Run& run, Session& session, std::uint64_t job, Processor& cpu, double mean) {
    co_await cpu.use(session, from_seconds(exponential(run.uniform(job), mean)));
}
Task<> be_written(Session& session, Disk& disk, Bytes size) { co_await disk.write(session, size, 1); }

// The probability that an arrival must wait (Erlang C) with c servers and offered load a.
double erlang_c(int c, double a) {
    double term = 1, sum = 0;
    for (int k = 0; k < c; ++k) sum += term, term *= a / (k + 1);
    const double last = term * c / (c - a);
    return last / (sum + last);
}

Interval queue(int servers, double rate, double mean, std::uint64_t jobs) {
    return replicate([=](std::uint64_t replication) {
        Run run(11, replication, rate, jobs);
        Slots places(run.calendar, servers);
        return mean_sojourn(
            run, [&](Run& r, Session& s, std::uint64_t j) { return be_served(r, s, j, places, mean); });
    });
}
Interval sharing(int cores, double rate, double mean, std::uint64_t jobs) {
    return replicate([=](std::uint64_t replication) {
        Run run(12, replication, rate, jobs);
        Processor cpu(run.calendar, cores);
        return mean_sojourn(
            run, [&](Run& r, Session& s, std::uint64_t j) { return be_shared(r, s, j, cpu, mean); });
    });
}

}  // namespace

TEST_CASE("M/M/1: the mean sojourn is 1 / (mu - lambda)", "[theory]") {
    // lambda = 70/s, mu = 100/s: 1 / 30 s.
    compare("M/M/1, 70 %, first come first served", 1.0 / 30, queue(1, 70, 0.010, 100'000));
    compare("M/M/1, 70 %, processor sharing", 1.0 / 30, sharing(1, 70, 0.010, 80'000));
}

TEST_CASE("M/M/c: the mean sojourn is Erlang's wait and the demand", "[theory]") {
    // lambda = 300/s, 4 servers of 100/s, a = 3: C / (400 - 300) + 1 / 100. Sharing with exponential demands
    // has the same distribution of the number of jobs, hence by Little's law the same mean.
    const double formula = erlang_c(4, 3.0) / 100 + 0.01;
    CHECK(erlang_c(4, 3.0) == Approx(0.5094339623));  // 27/53
    compare("M/M/4, 75 %, first come first served", formula, queue(4, 300, 0.010, 50'000));
    compare("M/M/4, 75 %, processor sharing", formula, sharing(4, 300, 0.010, 50'000));
}

TEST_CASE("M/D/1: a disk with equal requests waits half as long as M/M/1", "[theory]") {
    // Pollaczek and Khinchine: lambda = 70/s, 10 ms each (5 ms and 1 MB at 200 MB/s): 0.01 + 0.7 x 0.01 / (2
    // x 0.3).
    const Interval result = replicate([](std::uint64_t replication) {
        Run run(13, replication, 70, 30'000);
        Disk disk(run.calendar, 5ms, Bandwidth{200e6});
        return mean_sojourn(
            run, [&](Run&, Session& s, std::uint64_t) { return be_written(s, disk, Bytes{1'000'000}); });
    });
    compare("M/D/1, 70 %, disk", 0.01 + 0.7 * 0.01 / 0.6, result);
}
