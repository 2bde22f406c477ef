// The full model's benchmark: the antispam path (Internet, mta, front-end, backend) at about 60 % processor
// load, as `mailsim run` simulates it. Prints rate, memory and heap allocations per message. One run a
// process.
//   full_model SCENARIO KEEP(none|all) MESSAGES OUT.sqlite
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "config/load.hpp"
#include "run/simulation.hpp"

namespace {

std::uint64_t allocations = 0;

double seconds_of(const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main(int count, char** words) {
    using namespace mailsim;
    if (count != 5) return std::fputs("full_model SCENARIO KEEP MESSAGES OUT.sqlite\n", stderr), 2;
    std::vector<config::Assignment> sets{{"/load/streams/0/count", words[3]}};
    auto loaded = config::load_scenario(words[1], sets);
    if (!loaded) {
        for (const base::Problem& problem : loaded.error())
            fmt::print(stderr, "{}\n", base::to_string(problem));
        return 2;
    }
    bool all = std::string_view(words[2]) == "all";
    run::Options options;
    options.observe.keep = all ? observe::Keep::all() : observe::Keep::none();
    options.observe.results = words[4];
    // Allocations of the second half of the load: the steady state, without set-up and without the last
    // writing.
    std::uint64_t half = std::strtoull(words[3], nullptr, 10) / 2, at_half = 0, at_end = 0, from = 0, to = 0;
    options.progress = [&](base::Instant, std::uint64_t messages) {
        if (messages >= half && at_half == 0) at_half = allocations, from = messages;
        at_end = allocations, to = messages;
        return true;
    };
    run::Simulation simulation(loaded->estate, loaded->scenario, std::move(options));
    auto began = std::chrono::steady_clock::now();
    observe::Summary summary = simulation.run();
    double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    double cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    const run::Effort& effort = simulation.effort();
    double messages = static_cast<double>(effort.messages);
    double load = 0;
    for (const observe::NodeSummary& node : summary.nodes)
        if (node.id == "mta") load = node.utilisation.processor.value_or(0);
    fmt::print(
        "keep {:4}  {} messages  wall {:.2f} s  processor {:.2f} s  {:.0f} messages/s of processor time  "
        "{:.1f} events/message  {:.0f} MB  mta processor {:.1f} %  {:.4f} allocations/message in the second "
        "half\n",
        words[2], effort.messages, wall, cpu, messages / cpu, static_cast<double>(effort.events) / messages,
        static_cast<double>(usage.ru_maxrss) / 1000, 100 * load,
        to > from ? static_cast<double>(at_end - at_half) / static_cast<double>(to - from) : 0.0);
    for (const std::string& difference : summary.differences)
        fmt::print("self-check failed: {}\n", difference);
    return summary.differences.empty() ? 0 : 3;
}
