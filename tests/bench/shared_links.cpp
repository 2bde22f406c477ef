// What a transfer over a shared link costs, computed by us and by SimGrid, and what coupled links cost. One
// line of JSON: PROGRAM (own|simgrid) (one|coupled) TRANSFERS LOAD CAP one: all over one uplink; coupled:
// half of them over a second one too. LOAD: utilisation of the uplink of 12.5 MB/s. CAP: a client's own rate
// as a part of the uplink's; the smaller, the more transfers flow at once.
#include <string>

#include "engine/world.hpp"
#include "reduced.hpp"

using namespace mailsim::engine;
using namespace mailsim::base;

namespace {

constexpr double uplink = 12.5e6, mean_size = 60'000;
constexpr std::uint32_t clients = 16;

Platform platform(bool coupled, double cap) {
    Platform result;
    result.hosts.resize(clients + 2);
    result.links = {{"uplink", 5ms, Bandwidth{uplink}, true}, {"second", 5ms, Bandwidth{uplink}, true}};
    for (std::uint32_t i = 0; i < clients; ++i) {
        const LinkId own{static_cast<std::uint32_t>(result.links.size())};
        result.links.push_back({"client", 1ms, Bandwidth{uplink * cap}, false});
        std::vector<LinkId> way{own, LinkId{0}};
        if (coupled && i % 2) way.push_back(LinkId{1});
        result.routes.push_back({HostId{i}, HostId{clients}, way});
    }
    return result;
}

struct Run {
    Engine engine;
    Draws draws{5, 0};
    std::uint64_t transfers;
    double rate;
    reduced::Report report;
};

Task<> transfer(Run& run, std::uint64_t i) {
    World world(run.engine);
    const Instant start = world.now();
    const double size = exponential(run.draws.uniform(i, Purpose::size), mean_size);
    const HostId from{static_cast<std::uint32_t>(run.draws.below(clients, i, Purpose::sender))};
    co_await world.transfer(from, HostId{clients}, Bytes{static_cast<std::int64_t>(size) + 3000});
    ++run.report.waits;
    run.report.message_ended(seconds(world.now() - start));
}
Task<> load(Run& run) {
    for (std::uint64_t i = 0; i < run.transfers; ++i) {
        const double gap = exponential(run.draws.uniform(i, Purpose::arrival), 1 / run.rate);
        co_await run.engine.calendar().sleep(from_seconds(gap));
        run.engine.spawn(transfer(run, i));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        fmt::print(stderr, "usage: {} (own|simgrid) (one|coupled) TRANSFERS LOAD CAP\n", argv[0]);
        return 2;
    }
    const Contention who = std::string_view(argv[1]) == "own" ? Contention::own : Contention::simgrid;
    const bool coupled = std::string_view(argv[2]) == "coupled";
    Run run{Engine(platform(coupled, std::strtod(argv[5], nullptr)), {who, Bytes{2048}}),
            Draws(5, 0),
            std::strtoull(argv[3], nullptr, 10),
            std::strtod(argv[4], nullptr) * uplink / (mean_size + 3000),
            {}};
    run.engine.spawn(load(run));
    run.engine.run();
    const auto& flows = run.engine.network().link(LinkId{0}).transfers;
    run.report.print(fmt::format("{} {} load {} cap {} flows mean {:.1f} max {}", argv[1], argv[2], argv[4],
                                 argv[5], flows.seconds(run.engine.now()) / seconds(run.engine.now()),
                                 flows.most()));
}
