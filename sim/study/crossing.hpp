// The load at which an answer turns from yes to no, found by bisection of each replication on its own: a
// replication meets the same mail at every load (common random numbers), so its answers depend on the load
// alone, and the crossings of several replications are independent figures with a Student interval. Not here:
// which question is asked, and of what.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace mailsim::study {

// One question: is all well at this load in this replication?
struct Ask {
    double load = 1;
    std::uint64_t replication = 0;
    auto operator<=>(const Ask&) const = default;
};
// Answers to a round of questions; they may be found side by side.
using Answer = std::function<std::vector<bool>(const std::vector<Ask>&)>;

struct CrossingOptions {
    double start = 1;           // looked at first, above 0
    double least = 1.0 / 1024;  // the search gives up below and above these
    double most = 1024;
    double precision = 0.05;  // wanted half width of the interval, as a share of the load: above 0, at most 1
    int replications = 4;     // at least 2
    int most_replications = 12;
    // How well `start` is known: the first two loads asked are this factor below and above it. None: not at
    // all. Steps from there double, or are of half as much again.
    std::optional<double> within;
};

struct Crossing {
    // Nothing: all is well up to `low` (the highest load asked), or at no load down to `high` (the lowest).
    std::optional<double> load;
    double low = 0, high = 0;  // 95 % interval, bisection's own resolution included
    std::vector<double> each;  // the crossings of the replications
    bool precise = true;       // false: the interval is wider than wanted
    bool never() const { return !load && low > 0; }
    bool always() const { return !load && low == 0; }
};

Crossing find_crossing(const CrossingOptions& options, const Answer& answer);
// The first replication alone, up to the precision asked for: `low` and `high` are the loads between which it
// crosses, and no interval.
Crossing find_roughly(const CrossingOptions& options, const Answer& answer);

// Four significant digits: what a person can type to see the same run.
double tidy(double load);

}  // namespace mailsim::study
