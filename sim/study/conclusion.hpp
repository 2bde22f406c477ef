// What a study came to, as plain values: everything that its text, JSON, page and database show. No figure
// stands without its interval.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/study.hpp"
#include "study/design.hpp"
#include "study/estimate.hpp"

namespace mailsim::study {

struct WarmUpUsed {
    double seconds = 0;
    std::string how;      // "MSER-5 over 60 minutes of 16 pilot runs"
    std::string warning;  // "": nothing to say
    bool pilots = false;  // MSER-5 is to find it
    bool set = false;     // the runs get it as /warm_up; else the scenario has it
};

struct MetricEstimate {
    std::string name, unit, statistic;  // statistic: mean, median, p90
    Estimate estimate;
    std::size_t censored = 0;              // runs that know it only from below
    std::optional<Difference> difference;  // to the baseline; none at the baseline itself
};

// What an interval says of a limit.
enum class Verdict { met, missed, undecided, no_data };
std::string_view name(Verdict verdict);

struct ObjectiveEstimate {
    std::string name, metric, unit, direction;
    double limit = 0;
    Estimate estimate;
    Verdict verdict = Verdict::no_data;
    std::string note;  // why there is no data
};

struct NodeEstimate {
    std::string id;
    Estimate processor, disk, processes, memory, queue;  // of the mean queue
};

struct Point {
    DesignPoint design;
    std::vector<std::size_t> lines;  // of the plan; replication k is lines[k]
    std::vector<MetricEstimate> metrics;
    std::vector<ObjectiveEstimate> objectives;
    std::vector<NodeEstimate> nodes;  // the estate's own
    std::vector<std::string> warnings;
};

struct Conclusion {
    scenario::Study study;
    std::string scenario_title, topology;
    double duration = 0;  // seconds of one run
    WarmUpUsed warm_up;
    std::size_t runs = 0, pilots = 0;
    bool complete = true;
    std::vector<Point> points;
    std::vector<std::string> warnings;  // of the study as a whole
    std::vector<std::string> failures;  // runs without a result, self-checks that failed
};

}  // namespace mailsim::study
