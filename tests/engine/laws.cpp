// Little's law and the utilisation law as identities of a run that stops in the middle of things, from
// records that know nothing of each other: the stations' integrals against what the sessions wrote down.
#include <algorithm>

#include "engine/slots.hpp"
#include "engine/world.hpp"
#include "theory.hpp"

using namespace theory;

namespace {

// What the sessions write down about one station.
struct Book {
    Integral::Area sojourns = 0;    // of those that have left
    std::vector<Instant> arrivals;  // of all
    std::vector<bool> left;
    double demands = 0;
    std::size_t enter(Instant now) {
        arrivals.push_back(now);
        left.push_back(false);
        return arrivals.size() - 1;
    }
    void leave(std::size_t visit, Instant now) {
        left[visit] = true;
        sojourns += (now - arrivals[visit]).count();
    }
    Integral::Area until(Instant now) const {
        Integral::Area sum = sojourns;
        for (std::size_t i = 0; i < arrivals.size(); ++i) {
            if (!left[i]) sum += (now - arrivals[i]).count();
        }
        return sum;
    }
};
struct Books {
    Book cpu, disk, waiting, holding, link;
};

Platform two_hosts() {
    Platform platform;
    platform.hosts.resize(2);
    for (auto& host : platform.hosts) host.cores = 2;
    platform.links = {{"uplink", 2ms, Bandwidth{4e6}, true}};
    platform.routes = {{HostId{0}, HostId{1}, {LinkId{0}}}};
    return platform;
}

Task<> visitor(Run& run, Engine& engine, Slots& slots, Books& books, std::uint64_t job) {
    World world(engine, HostId{0});
    if (job % 5 == 0) world.deadline_in(100ms);  // some are cut in the middle of a wait
    const std::size_t waits = books.waiting.enter(world.now());
    const bool in = co_await world.take(slots) == Outcome::done;
    books.waiting.leave(waits, world.now());
    if (!in) co_return;
    const std::size_t holds = books.holding.enter(world.now());

    const Duration demand = from_seconds(exponential(run.uniform(job), 0.02));
    std::size_t visit = books.cpu.enter(world.now());
    books.cpu.demands += static_cast<double>(demand.count());
    co_await world.use(HostId{0}, demand);
    books.cpu.leave(visit, world.now());

    visit = books.disk.enter(world.now());
    books.disk.demands += static_cast<double>(engine.host(HostId{0}).disk.time(Bytes{1'000'000}, 1).count());
    co_await world.write(HostId{0}, Bytes{1'000'000}, 1);
    books.disk.leave(visit, world.now());

    co_await world.transfer(HostId{0}, HostId{1}, Bytes{30'000});
    slots.give();
    books.holding.leave(holds, world.now());
}
Task<> visitors(Run& run, Engine& engine, Slots& slots, Books& books) {
    for (std::uint64_t job = 0; job < run.jobs; ++job) {
        co_await engine.calendar().sleep(run.gap(job));
        engine.spawn(visitor(run, engine, slots, books, job));
    }
}

void check_little(const char* what, const Book& book, const Integral& integral, Instant now) {
    const auto area = integral.area(now), sojourns = book.until(now);
    fmt::print("{:<10} area {:.9f} s  sum of sojourns {:.9f} s  inside {}\n", what,
               static_cast<double>(area) * 1e-9, static_cast<double>(sojourns) * 1e-9, integral.count());
    INFO(what);
    CHECK(area == sojourns);  // to the nanosecond
    CHECK(area > 0);
}

}  // namespace

TEST_CASE("Little's law and the utilisation law hold as identities, for what is still inside too",
          "[theory]") {
    Run run(41, 0, 85, 20'000);
    Engine engine(two_hosts(), {Contention::own, Bytes{0}});
    Slots slots(engine.calendar(), 12);
    Books books;
    engine.spawn(visitors(run, engine, slots, books));
    std::int64_t inside = 0;
    for (int i = 1; i <= 20; ++i) {
        engine.run(Instant{Duration{i * 10'000'000'003}});
        Host& host = engine.host(HostId{0});
        const Instant now = engine.now();
        inside += host.cpu.population().count() + slots.waiters().count();
        // Area under the number of jobs = sum of the sojourns so far.
        check_little("processor", books.cpu, host.cpu.population(), now);
        check_little("disk", books.disk, host.disk.population(), now);
        check_little("waiting", books.waiting, slots.waiters(), now);
        check_little("places", books.holding, slots.holders(), now);
        // Busy time = demand that came - what is still to do - what was cut off.
        const double done = books.cpu.demands - host.cpu.unserved(now) - host.cpu.lost();
        CHECK(host.cpu.busy(now) == Approx(done).epsilon(1e-9));
        CHECK(host.cpu.busy(now) == Approx(host.cpu.served(now)).epsilon(1e-9));
        CHECK(host.disk.busy(now).count() <= books.disk.demands);
        CHECK(host.disk.busy(now).count() >=
              books.disk.demands - 5.5e6 * static_cast<double>(slots.places()));
    }
    CHECK(inside > 0);  // else the end effects were not tried
}
