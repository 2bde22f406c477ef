// How much load the estate of a scenario carries: where each objective first fails, the table at 80, 100 and
// 120 % of that load, what is nearest to its limit there, and what helps most when it is enlarged. Not here:
// how it is shown (the room report).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "estate/estate.hpp"
#include "scenario/scenario.hpp"
#include "study/crossing.hpp"
#include "study/enlarge.hpp"
#include "study/laboratory.hpp"
#include "study/twin.hpp"

namespace mailsim::study {

struct CapacityOptions {
    double precision = 0.05;  // half width of the interval, as a share of the load
    int replications = 4;
    bool helps = true;  // whether enlarged resources are tried
    bool every = true;  // whether the load is looked for at which each further objective fails
    int most_candidates = 6;
    // Recipients that one run may offer. Where a run would offer more, it is cut short if the load is steady
    // (up to 15 times; no higher load is tried than five times as many are then); else it is made, up to five
    // times as many.
    double most_recipients = 400'000;
    double most_whole = 12e6;  // that one of the whole runs may offer which must agree with the cut ones
    std::function<void(const std::string&)> tell;  // what is being looked for. May be null
};

// A mean over replications with its 95 % interval; low = high = mean when there is no spread.
struct Figure {
    std::string name, unit;
    double mean = 0, low = 0, high = 0;
    int n = 0;
};

struct ObjectiveCapacity {
    std::string name, metric, unit, direction;
    double limit = 0;
    Crossing crossing;
    bool has_data = true;  // false: nothing of the kind happens in this scenario
};

struct TableObjective {
    std::string name, unit, direction;
    double limit = 0;
    std::optional<Figure> value;
    int met = 0, missed = 0;  // replications
};

struct TableRow {
    int percent = 100;
    double multiplier = 1;
    std::vector<Figure> metrics;
    std::vector<TableObjective> objectives;
};

struct Busy {
    std::string node, resource, process;  // a process kind, or "": the resource alone
    double servers = 1;
    Figure utilisation;
};

// One resource enlarged, and the limit that the same replications then had.
struct Help {
    Enlargement what;
    std::optional<double> before, after, low, high;  // multipliers; interval of the paired difference
    int pairs = 0;                                   // replications compared
    bool no_limit = false;                           // after: met at every load that was tried
    std::string words;  // "100 more smtpd processes on mta1 move the limit from 1.31 to 1.62"
};

// One load with what was seen there: for the response curve.
struct CurvePoint {
    double multiplier = 1;
    std::vector<std::optional<Figure>> objectives;  // as in Capacity::objectives
    std::vector<Figure> busiest;                    // utilisation of Capacity::busy's stations, by name
};

// A whole run that was made to see whether it agrees with the cut ones.
struct WholeRun {
    double multiplier = 1;
    bool met = true;
};

struct Capacity {
    std::string title, scenario;
    bool complete = true;       // false: interrupted; the crossing is only known as far as it was searched
    Crossing crossing;          // the first objective to fail, whichever it is
    std::string first_to_fail;  // its name; "" when none fails
    std::vector<ObjectiveCapacity> objectives;
    std::vector<TableRow> table;
    std::vector<Busy> busy;    // at 100 %, busiest first
    std::vector<Busy> held;    // of those: places that held connections take, whatever the load
    std::vector<Help> helps;   // what moved the limit most first
    bool helps_tried = false;  // whether anything was enlarged
    std::optional<Busy> bottleneck;
    std::string bottleneck_why;  // "measured: ..." or "by utilisation: ..."
    std::vector<CurvePoint> curve;
    std::vector<std::pair<double, std::vector<double>>> queues;  // by load: recipients in care, by minute
    std::optional<double> measured_seconds;  // runs were cut short to measure so long; none: they were not
    double cut = 1;                          // the scenario is so many times as long as those runs
    std::vector<WholeRun> whole_runs;        // of one replication, near the limit
    bool judged = true;       // false: no objective has data in this scenario, so nothing was looked for
    bool whole_agree = true;  // false: whole runs have no limit where it was looked for
    double scale = 1;         // whole runs have their limit at so many times that of the cut ones
    // Mean delay of outgoing mail by load, seconds; no default objective counts it.
    std::vector<std::pair<double, double>> outgoing;
    double refused_share = 0;   // of what was offered at 100 %
    std::vector<TwinRow> twin;  // queueing theory beside the first run at 100 %
    std::vector<std::string> warnings;
    std::size_t runs = 0;
};

// What is wrong with asking a scenario for its capacity: nothing in it grows with the multiplier. "" is fine.
std::string no_capacity(const estate::Estate& estate, const scenario::Scenario& scenario);

// What to know before its figures are trusted.
std::vector<std::string> warnings(const Capacity& capacity, const scenario::Scenario& scenario);

Capacity find_capacity(const estate::Estate& estate, const scenario::Scenario& scenario,
                       const CapacityOptions& options, const Trials& trials);

}  // namespace mailsim::study
