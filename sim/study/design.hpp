// The points of a study: every level of one factor with every level of the others; factors between two values
// are placed by a Latin hypercube.
#pragma once
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "scenario/study.hpp"
#include "study/folder.hpp"
#include "study/variant.hpp"

namespace mailsim::study {

struct Parameter {
    std::string target, name, value;  // JSON pointer, the factor's name, JSON text
};
struct DesignPoint {
    Variant variant;
    std::vector<Parameter> parameters;
};

// In the order of the file, the last factor running fastest. Without factors: one point. The hypercube's
// draws come from the study's seed alone, so the same file gives the same points.
std::vector<DesignPoint> points_of(const scenario::Study& study);

// What every run of the study sets before its point does: "set", seed and objectives.
std::vector<config::Assignment> base_of(const scenario::Study& study);

// Reads and checks every point as its runs will be. Mistakes stand at the factor that made them.
base::Problems check_points(const scenario::Study& study, const std::vector<DesignPoint>& points);

}  // namespace mailsim::study
