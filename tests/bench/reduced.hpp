// The reduced model: one mail over four hops. A hop is seven round trips, one transfer of 60 KB, two
// processor uses of 5 ms on 4 cores and one disk write. Every program that runs it takes the same arguments
// and prints one line of JSON:
//   PROGRAM MESSAGES LOAD (lumped|alone)
// LOAD is the processors' utilisation; lumped: the seven round trips are one sleep; alone: seven.
#pragma once
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "base/random.hpp"
#include "base/units.hpp"

namespace reduced {

using namespace std::chrono_literals;
using mailsim::base::Duration;

inline constexpr int hops = 4, cores = 4, round_trips = 7, uses = 2;
inline constexpr Duration round_trip = 1ms, latency = 500us, demand = 5ms, disk_operation = 1ms;
inline constexpr std::int64_t size = 60'000;
inline constexpr double link_rate = 125e6, disk_rate = 200e6;  // bytes per second

struct Arguments {
    std::uint64_t messages;
    double load;
    bool lumped;
    double arrivals_per_second() const { return load * cores / (uses * mailsim::base::seconds(demand)); }
    Duration gap(std::uint64_t message) const {
        const mailsim::base::Draws draws(1, 0);
        const double u = draws.uniform(message, mailsim::base::Purpose::arrival);
        return mailsim::base::from_seconds(mailsim::base::exponential(u, 1 / arrivals_per_second()));
    }
};

inline Arguments arguments(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: {} MESSAGES LOAD (lumped|alone)\n", argv[0]);
        std::exit(2);
    }
    return {std::strtoull(argv[1], nullptr, 10), std::strtod(argv[2], nullptr),
            std::string_view(argv[3]) == "lumped"};
}

// Processor time from its making (each program is one thread; other work on the machine would only blur wall
// time). `waits`: how often the model waited for something, the same for every program.
struct Report {
    std::clock_t start = std::clock();
    std::uint64_t ended = 0, waits = 0;
    double delays = 0;
    void message_ended(double delay) { ++ended, delays += delay; }
    void print(std::string_view way) const {
        const double spent = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        rusage use{};
        getrusage(RUSAGE_SELF, &use);
        fmt::print(
            "{{\"way\": \"{}\", \"messages\": {}, \"waits\": {}, \"seconds\": {:.4f}, \"rate\": {:.0f}, "
            "\"mean_delay_ms\": {:.4f}, \"peak_mb\": {:.0f}}}\n",
            way, ended, waits, spent, static_cast<double>(ended) / spent,
            delays / static_cast<double>(ended) * 1e3, static_cast<double>(use.ru_maxrss) / 1024);
    }
};

}  // namespace reduced
