// What every chart of the page is made from: its frame in two widths, axes, legend and caption. Not here:
// what is drawn inside (chart.cpp, factor_chart.cpp).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/axis.hpp"

namespace mailsim::report {

// Where the chart stands inside its figure. The narrow one is for a telephone, at the same text size.
struct Frame {
    const char* name;
    double width, height, left = 62, right = 14, top = 12, bottom = 30;
    int points, x_labels;
    double x(double share) const { return left + share * (width - left - right); }
    double y(double share) const { return height - bottom - share * (height - top - bottom); }
};
std::span<const Frame> frames();

std::string svg_open(const Frame& f, std::string_view title);
std::string axes(const Frame& f, const Axis& x, const Axis& y);
// Names with their colours; filled: as areas, else as lines.
std::string legend_of(const std::vector<std::pair<std::string, int>>& entries, bool filled);
// A figure with its caption.
std::string framed(std::string_view title, std::string_view note, std::string_view body);

}  // namespace mailsim::report
