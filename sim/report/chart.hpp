// Charts as figures of the page: inline SVG in two widths (the page's style shows the one that fits), a
// legend in words, and the same figures as a table for those who cannot see or want to read exactly.
#pragma once
#include <string>
#include <vector>

namespace mailsim::report {

struct Line {
    std::string name;
    int colour = 0;             // 0 to 7, a colour of the page's style
    std::vector<double> value;  // value[i] from i * step on; NaN: no figure
};

struct Mark {
    double t;
    std::string text;
};

struct TimeChart {
    std::string title, note, unit;  // unit as in value_text
    double step = 60;               // seconds between values
    double to = 0;                  // the axis ends here
    double week_start = 0;          // time of the week at which the run began, seconds since Monday 00:00
    bool stacked = false, log_seconds = false;
    std::vector<Line> lines;
    std::vector<Mark> marks;  // drawn as upright lines
};
std::string figure(const TimeChart& chart);
// One SVG file of its own, light and dark.
std::string svg_file(const TimeChart& chart);

struct Bar {
    double from, to;            // seconds, on a logarithmic axis
    std::vector<double> parts;  // one for each name, stacked
};
struct BarChart {
    std::string title, note;
    std::vector<std::string> names;
    std::vector<int> colours;
    std::vector<Bar> bars;
};
std::string figure(const BarChart& chart);

}  // namespace mailsim::report
