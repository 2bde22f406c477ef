// The analytic twin: what queueing theory says of each station, beside what the run saw, and where the two
// part and why. Rates and demands are the run's own (operational analysis: utilisation = rate x demand /
// servers, Denning and Buzen 1978); waiting is theory's: processors share (M/M/c's mean, which for one server
// holds for any law of demands), disks serve in order (M/G/1, between equal and exponential demands), places
// are M/M/c. Not here: how it is shown.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "observe/summary.hpp"

namespace mailsim::study {

struct TwinRow {
    std::string station, resource;
    double servers = 1, rate = 0, demand = 0;       // visits a second; seconds of one server
    double utilisation = 0;                         // simulated
    double most_rate = 0;                           // bound: servers / demand, visits a second
    std::optional<double> theory_low, theory_high;  // seconds in the station; none: no steady state
    double simulated = 0;                           // seconds in the station
    bool parts = false;
    std::string reason;  // of parting, in plain words
};

// Mean time in a station of c servers by M/M/c with arrivals `rate` and mean demand (Erlang C); none at or
// above full use.
std::optional<double> mmc_time(double servers, double rate, double demand);
// The same by M/G/1, first come first served (Pollaczek and Khinchine); cv: standard deviation by mean.
std::optional<double> mg1_time(double rate, double demand, double cv);

// What a node did that tells why its stations part from theory; nothing: no such node.
struct NodeUse {
    double refused = 0;     // sessions, for lack of resources
    double queue_mean = 0;  // recipients in its care
};
using NodeUses = std::function<std::optional<NodeUse>(const std::string& id)>;

// Stations that were visited at all, busiest first.
std::vector<TwinRow> twin(const std::vector<observe::StationSummary>& stations, const NodeUses& nodes);
std::vector<TwinRow> twin(const observe::Summary& summary);

}  // namespace mailsim::study
