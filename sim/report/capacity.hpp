// A capacity study as text for the terminal, JSON, CSV, a page and figures.
#pragma once
#include <string>

#include "json/value.hpp"
#include "study/capacity.hpp"

namespace mailsim::report {

std::string capacity_text(const study::Capacity& capacity);
json::Value to_json(const study::Capacity& capacity);
std::string capacity_csv(const study::Capacity& capacity);  // the response curve, a line a load and figure
std::string capacity_page(const study::Capacity& capacity);
std::string capacity_figure(const study::Capacity& capacity);  // the response curve as one SVG file

// "1.31 (1.28 to 1.34)"; "more than 16", "less than 0.001".
std::string crossing_text(const study::Crossing& crossing);

}  // namespace mailsim::report
