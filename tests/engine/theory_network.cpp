// Stations in a row and a shared link against their formulas.
#include "engine/processor.hpp"
#include "engine/slots.hpp"
#include "engine/world.hpp"
#include "theory.hpp"

using namespace theory;

namespace {

Task<> three_stations(Run& run, Session& session, std::uint64_t job, Processor& a, Slots& b, Processor& c) {
    co_await a.use(session, from_seconds(exponential(run.uniform(job, 0), 0.010)));
    co_await b.take(session);
    co_await session.sleep(from_seconds(exponential(run.uniform(job, 1), 0.008)));
    b.give();
    co_await c.use(session, from_seconds(exponential(run.uniform(job, 2), 0.012)));
}

struct Uplink {
    static constexpr double rate = 1e6;
    static Platform platform() {
        Platform result;
        result.hosts.resize(2);
        result.links = {{"uplink", 20ms, Bandwidth{rate}, true}};
        result.routes = {{HostId{0}, HostId{1}, {LinkId{0}}}};
        return result;
    }
};
Task<> one_transfer(Run& run, Engine& engine, std::uint64_t job) {
    World world(engine);
    const Instant start = world.now();
    const double size = exponential(run.uniform(job), 20'000);
    co_await world.transfer(HostId{0}, HostId{1}, Bytes{static_cast<std::int64_t>(size + 0.5)});
    if (job < run.jobs / 10) co_return;
    run.sum += seconds(world.now() - start);
    ++run.counted;
}
Task<> transfers(Run& run, Engine& engine) {
    for (std::uint64_t job = 0; job < run.jobs; ++job) {
        co_await engine.calendar().sleep(run.gap(job));
        engine.spawn(one_transfer(run, engine, job));
    }
}

}  // namespace

TEST_CASE("A tandem of three stations: the mean sojourns of three M/M/1 add up", "[theory]") {
    // Jackson, lambda = 60/s: 1/(100-60) + 1/(125-60) + 1/(83.33-60) s.
    const double formula = 1 / (100.0 - 60) + 1 / (125.0 - 60) + 1 / (1 / 0.012 - 60);
    const Interval result = replicate([](std::uint64_t replication) {
        Run run(31, replication, 60, 60'000);
        Processor a(run.calendar, 1), c(run.calendar, 1);
        Slots b(run.calendar, 1);
        return mean_sojourn(
            run, [&](Run& r, Session& s, std::uint64_t job) { return three_stations(r, s, job, a, b, c); });
    });
    compare("tandem of sharing, queue, sharing", formula, result);
}

TEST_CASE("Transfers over one shared link: latency and the sojourn of M/G/1 with processor sharing",
          "[theory]") {
    // 30 transfers a second of 20 KB on 1 MB/s: 60 %; 0.02 + 0.02 / (1 - 0.6).
    const Interval result = replicate([](std::uint64_t replication) {
        Run run(32, replication, 30, 40'000);
        Engine engine(Uplink::platform(), {Contention::own, Bytes{0}});
        engine.spawn(transfers(run, engine));
        engine.run();
        return run.mean();
    });
    compare("transfers over a shared link, 60 %", 0.02 + 0.02 / 0.4, result);
}
