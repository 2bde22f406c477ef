// The reduced model on our engine, as a role would be written: one World for each message, attached to the
// two hosts of each hop, with a deadline that never comes.
#include "engine/world.hpp"
#include "reduced.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

Platform chain() {
    Platform platform;
    platform.hosts.resize(reduced::hops + 1);
    for (auto& host : platform.hosts) {
        host.cores = reduced::cores;
        host.disk_operation = reduced::disk_operation;
        host.disk_rate = {reduced::disk_rate};
    }
    for (std::uint32_t i = 0; i < reduced::hops; ++i) {
        platform.links.push_back({"", reduced::latency, Bandwidth{reduced::link_rate}, false});
        platform.routes.push_back({HostId{i}, HostId{i + 1}, {LinkId{i}}});
    }
    return platform;
}

Task<> hop(World& world, HostId from, HostId to, const reduced::Arguments& arguments, std::uint64_t& waits) {
    world.attach(from);
    world.attach(to);
    world.deadline_in(300s);
    if (arguments.lumped) {
        co_await world.sleep(reduced::round_trip * reduced::round_trips);
        waits += 1;
    } else {
        for (int i = 0; i < reduced::round_trips; ++i) co_await world.sleep(reduced::round_trip);
        waits += reduced::round_trips;
    }
    co_await world.use(to, reduced::demand);
    co_await world.transfer(from, to, Bytes{reduced::size});
    co_await world.use(to, reduced::demand);
    co_await world.write(to, Bytes{reduced::size}, 1);
    waits += 4;
    world.detach();
}

Task<> message(Engine& engine, const reduced::Arguments& arguments, reduced::Report& report) {
    World world(engine);
    const Instant start = world.now();
    for (std::uint32_t i = 0; i < reduced::hops; ++i) {
        co_await hop(world, HostId{i}, HostId{i + 1}, arguments, report.waits);
    }
    report.message_ended(seconds(world.now() - start));
}

Task<> load(Engine& engine, const reduced::Arguments& arguments, reduced::Report& report) {
    for (std::uint64_t i = 0; i < arguments.messages; ++i) {
        co_await engine.calendar().sleep(arguments.gap(i));
        engine.spawn(message(engine, arguments, report));
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = reduced::arguments(argc, argv);
    reduced::Report report;
    Engine engine(chain());
    engine.spawn(load(engine, arguments, report));
    engine.run();
    report.print("engine");
    fmt::print(stderr, "calendar events {}, frames from malloc {}\n", engine.calendar().events_run(),
               frame_pool.counts().from_malloc);
}
