// Two runs side by side: every figure that both have, the difference, and where it can be honestly had the 95
// % interval of the difference. Messages that both runs kept are compared in pairs; else equal times of the
// two runs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "json/value.hpp"
#include "report/interval.hpp"

namespace mailsim::report {

struct Difference {
    std::string metric, unit;  // "delay.mean", "nodes.be2.utilisation.processor"; unit as in value_text
    std::optional<double> first, second;
    std::optional<Interval> interval;  // of second - first
    bool paired = false;               // from the same messages in both runs
    std::optional<double> difference() const {
        if (!first || !second) return std::nullopt;
        return *second - *first;
    }
};

struct Comparison {
    std::string first, second;       // the folders
    std::vector<std::string> notes;  // what limits the comparison
    std::vector<Difference> differences;
};

// Nothing, and the reasons, when one of the folders is no run's.
std::optional<Comparison> compare(const std::string& first, const std::string& second,
                                  base::Problems& problems);

json::Value to_json(const Comparison& comparison);
std::string compare_text(const Comparison& comparison);

}  // namespace mailsim::report
