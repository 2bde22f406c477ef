// Processor sharing is insensitive: the mean sojourn depends on the mean demand only, not on its
// distribution.
#include "engine/processor.hpp"
#include "theory.hpp"

using namespace theory;

namespace {

Task<> be_shared(Session& session, Processor& cpu, double demand) {
    co_await cpu.use(session, from_seconds(demand));
}

Interval sharing(double rate, std::uint64_t jobs,
                 const std::function<double(const Run&, std::uint64_t)>& demand) {
    return replicate([&](std::uint64_t replication) {
        Run run(21, replication, rate, jobs);
        Processor cpu(run.calendar, 1);
        return mean_sojourn(
            run, [&](Run& r, Session& s, std::uint64_t job) { return be_shared(s, cpu, demand(r, job)); });
    });
}

}  // namespace

TEST_CASE("M/G/1 with processor sharing: the mean sojourn is that of M/M/1", "[theory]") {
    // lambda = 60/s, mean demand 10 ms: 1 / (100 - 60) = 25 ms, whatever the distribution.
    compare("M/G/1-PS, 60 %, constant demand", 0.025,
            sharing(60, 40'000, [](const Run&, std::uint64_t) { return 0.010; }));
    // Lognormal with sigma 1: mean = median x exp(1/2); squared coefficient of variation 1.7.
    const double median = 0.010 * std::exp(-0.5);
    compare("M/G/1-PS, 60 %, lognormal demand (sigma 1)", 0.025,
            sharing(60, 100'000, [=](const Run& run, std::uint64_t job) {
                return lognormal(run.uniform(job), median, 1);
            }));
    // Hyperexponential: 1 in 10 has 64 ms, the others 4 ms; mean 10 ms, squared coefficient of variation 7.5.
    compare("M/G/1-PS, 60 %, hyperexponential demand", 0.025,
            sharing(60, 300'000, [](const Run& run, std::uint64_t job) {
                return exponential(run.uniform(job, 1), run.uniform(job, 0) < 0.1 ? 0.064 : 0.004);
            }));
}
