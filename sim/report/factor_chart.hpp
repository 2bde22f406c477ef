// How a figure answers to what is varied: means with their intervals as bands, for the page of a study.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace mailsim::report {

struct FactorPoint {
    double x;
    double mean;
    std::optional<double> low, high;
};
struct FactorLine {
    std::string name;
    int colour = 0;
    std::vector<FactorPoint> at;  // in rising order of x
};
struct FactorChart {
    std::string title, note;
    std::string x_name, unit;        // unit of the figure, as in value_text
    std::vector<std::string> words;  // what x = 0, 1, 2... are called, when they are no numbers
    bool joined = true;              // the points of a line belong together; else each stands alone
    std::optional<double> limit;     // of an objective: a dashed line
    std::vector<FactorLine> lines;
};
std::string figure(const FactorChart& chart);

// Where a curve that bends upwards bends most: the point farthest below the straight line between its ends
// (both scaled to 1). Nothing when it hardly bends, or has fewer than five points. A rule of thumb.
std::optional<double> knee_of(const FactorLine& line);

}  // namespace mailsim::report
