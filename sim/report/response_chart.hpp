// Figures against a load: means with their intervals as bands, the limit, the knee. As a figure of a page in
// two widths, or as one SVG file of its own.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace mailsim::report {

struct BandPoint {
    double x = 0, mean = 0, low = 0, high = 0;
};

struct Band {
    std::string name;
    int colour = 0;                 // 0 to 7, a colour of the page's style
    std::vector<BandPoint> points;  // by x
};

struct ResponseChart {
    std::string title, note;
    std::string x_unit, y_unit;  // "times the load"; as in value_text
    std::vector<Band> bands;
    std::optional<double> limit;                      // drawn as a level line
    std::optional<double> knee, knee_low, knee_high;  // drawn as an upright line with its interval
};
std::string figure(const ResponseChart& chart);
// One file that any browser or document shows, light and dark.
std::string svg_file(const ResponseChart& chart);

// A drawing made for the page, with its style put inside; `legend`: names and colours under the title.
std::string stand_alone(std::string svg, std::string_view title,
                        const std::vector<std::pair<std::string, int>>& legend);

}  // namespace mailsim::report
