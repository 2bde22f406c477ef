// A study: one scenario with some values varied, each point repeated, and which figures are wanted how
// exactly. A value: reading it is config's work, carrying it out is study's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::scenario {

// What is varied: one place of the scenario or estate, or several that change together.
struct Factor {
    std::string name;                            // for people; else the first pointer
    std::vector<std::string> targets;            // JSON pointers, as those of `run --set`
    std::vector<std::vector<std::string>> rows;  // the levels: a value as JSON text for each target
    // Instead of levels: anywhere between two values, as a Latin hypercube places its points.
    struct Between {
        double low = 0, high = 1;
        std::string unit;  // "ms"; "" for plain numbers
        bool whole = false, logarithmic = false;
    };
    std::optional<Between> between;
    std::string pointer;
};

struct StudyMetric {
    std::string name;  // a metric of study::metric_rows(), an objective's name, "NODE.processor"
    std::optional<double> quantile;  // of the replications; else their mean
    std::string pointer;
};

// When a point has been repeated often enough: half the interval's width. One of both is more than 0.
struct Precision {
    std::string metric;   // "": the first one
    double relative = 0;  // of the mean
    double absolute = 0;  // in the metric's unit
    std::string pointer;
};

enum class WarmUp { automatic, scenario, mser5, none, fixed };

struct Study {
    std::string name, file, title, description;
    std::string scenario;
    std::vector<Change> set;  // for every point
    std::vector<Factor> factors;
    std::uint64_t points = 20;  // of a Latin hypercube
    std::uint64_t replications = 10;
    std::optional<std::uint64_t> seed;
    std::vector<StudyMetric> metrics;  // none: the usual ones
    std::string objectives;            // JSON text that takes the place of the scenario's; "": those
    double confidence = 0.95;
    WarmUp warm_up = WarmUp::automatic;
    base::Duration warm_up_time{0};  // of WarmUp::fixed
    std::optional<Precision> precision;
    std::uint64_t budget = 0;    // runs at most; 0: ten times the first replications
    std::uint64_t baseline = 1;  // the point that differences are taken to, from 1
};

}  // namespace mailsim::scenario
