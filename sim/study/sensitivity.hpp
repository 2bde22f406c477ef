// Which assumptions move the answer: each is turned down and up on its own, paired with the estate as it is,
// and they are ranked by how far a metric moves. Not here: which assumptions there are (assumptions.hpp).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "study/assumptions.hpp"
#include "study/estimate.hpp"
#include "study/laboratory.hpp"

namespace mailsim::study {

struct SensitivityOptions {
    std::string metric = "busiest";  // of metric_rows(), an objective's name, or "NODE.processor"
    double change = 0.5;             // turned up to 1 + change times, down to 1 / (1 + change) times: above 0
    int replications = 3;            // at least 2
    std::vector<std::string> only;   // assumptions whose names hold one of these words; none: all
    std::function<void(const std::string&)> tell;
};

struct Effect {
    Assumed assumed;
    Estimate down, up;                 // the metric's paired differences from the estate as it is
    std::string down_fails, up_fails;  // why it could not be turned so far; "" when it could
    double size = 0;                   // the larger of the two means, without its sign
    bool sure = false;                 // an interval of one of them leaves out 0
};

struct Sensitivity {
    std::string title, scenario, metric, unit;
    bool complete = true;
    double change = 0.5;
    Estimate whole;               // the metric of the estate as it is
    std::vector<Effect> effects;  // what moves most first
    std::size_t runs = 0;
};

// `valid` says whether a variant can be read at all (an estate may contradict itself when turned): "" or why
// not.
Sensitivity find_sensitivity(const config::Loaded& scenario, const SensitivityOptions& options,
                             const Trials& trials,
                             const std::function<std::string(const std::vector<config::Assignment>&)>& valid);

}  // namespace mailsim::study
