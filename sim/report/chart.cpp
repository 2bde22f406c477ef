#include "report/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "report/axis.hpp"
#include "report/chart_parts.hpp"
#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/response_chart.hpp"

namespace mailsim::report {
namespace {

// Means of so many values that at most `points` are left; a mean of nothing is nothing.
std::vector<double> thin(const std::vector<double>& values, std::size_t group) {
    std::vector<double> out;
    for (std::size_t i = 0; i < values.size(); i += group) {
        double sum = 0;
        int n = 0;
        for (std::size_t j = i; j < std::min(i + group, values.size()); ++j)
            if (!std::isnan(values[j])) sum += values[j], ++n;
        out.push_back(n ? sum / n : std::nan(""));
    }
    return out;
}

std::string marks(const Frame& f, const Axis& x, const std::vector<Mark>& all) {
    std::string out;
    for (const Mark& m : all) {
        double place = x.place(m.t);
        if (place < 0 || place > 1) continue;
        out += fmt::format(
            "<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"><title>{3}"
            "</title></line>\n",
            f.x(place), f.y(0), f.y(1), escape(m.text));
    }
    return out;
}

// A line with gaps where there is no figure; a lone point becomes a dot (round line ends).
std::string line_path(const Frame& f, const Axis& x, const Axis& y, const std::vector<double>& values,
                      double step) {
    std::string path;
    bool on = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double px = x.place((static_cast<double>(i) + 0.5) * step);
        if (std::isnan(values[i]) || px > 1) {
            on = false;
            continue;
        }
        path +=
            fmt::format("{}{:.1f} {:.1f}", on ? "L" : "M", f.x(px), f.y(std::min(1.0, y.place(values[i]))));
        bool alone = !on && (i + 1 == values.size() || std::isnan(values[i + 1]));
        if (alone) path += "h0.1";
        on = true;
    }
    return path;
}

std::string area_path(const Frame& f, const Axis& x, const Axis& y, const std::vector<double>& low,
                      const std::vector<double>& high, double step) {
    std::string path;
    auto point = [&](std::size_t i, double value) {
        double px = std::min(1.0, x.place((static_cast<double>(i) + 0.5) * step));
        return fmt::format("{:.1f} {:.1f}", f.x(px), f.y(y.place(value)));
    };
    for (std::size_t i = 0; i < high.size(); ++i) path += (i ? "L" : "M") + point(i, high[i]);
    for (std::size_t i = low.size(); i-- > 0;) path += "L" + point(i, low[i]);
    return path + "Z";
}

double largest_of(const std::vector<std::vector<double>>& all) {
    double best = 0;
    for (const auto& values : all)
        for (double v : values)
            if (v > best) best = v;
    return best;
}

double least_of(const std::vector<std::vector<double>>& all) {
    double best = INFINITY;
    for (const auto& values : all)
        for (double v : values)
            if (v > 0 && v < best) best = v;
    return best;
}

std::string draw(const TimeChart& chart, const Frame& f) {
    auto shown = static_cast<std::size_t>(std::ceil(chart.to / chart.step));
    std::size_t group = std::max<std::size_t>(
        1, (shown + static_cast<std::size_t>(f.points) - 1) / static_cast<std::size_t>(f.points));
    double step = chart.step * static_cast<double>(group);
    std::vector<std::vector<double>> tops;
    for (const Line& line : chart.lines) {
        tops.push_back(thin(line.value, group));
        tops.back().resize(
            std::min(tops.back().size(), static_cast<std::size_t>(std::ceil(chart.to / step))));
        if (!chart.stacked) continue;
        for (std::size_t i = 0; i < tops.back().size(); ++i) {
            if (std::isnan(tops.back()[i])) tops.back()[i] = 0;
            if (tops.size() > 1) tops.back()[i] += tops[tops.size() - 2][i];
        }
    }
    Axis x = Axis::clock(0, chart.to, chart.week_start, f.x_labels);
    Axis y = chart.log_seconds ? Axis::log_seconds(least_of(tops), largest_of(tops))
                               : Axis::linear(largest_of(tops), chart.unit);
    std::string out = svg_open(f, chart.title) + axes(f, x, y);
    for (std::size_t i = chart.lines.size(); i-- > 0;) {
        int colour = chart.lines[i].colour;
        if (chart.stacked) {
            std::vector<double> floor = i ? tops[i - 1] : std::vector<double>(tops[i].size(), 0);
            out += fmt::format("<path class=\"area c{}\" d=\"{}\"/>\n", colour,
                               area_path(f, x, y, floor, tops[i], step));
        } else {
            out += fmt::format("<path class=\"line c{}\" d=\"{}\"/>\n", colour,
                               line_path(f, x, y, tops[i], step));
        }
    }
    return out + marks(f, x, chart.marks) + "</svg>\n";
}

// Means of at most a few dozen equal parts of the time.
std::string table_of(const TimeChart& chart) {
    std::vector<std::string> headings{"<from"};
    for (const Line& line : chart.lines) headings.push_back(line.name);
    HtmlTable table(chart.title, headings);
    auto shown = static_cast<std::size_t>(std::ceil(chart.to / chart.step));
    std::size_t group = std::max<std::size_t>(1, (shown + 23) / 24);
    std::vector<std::vector<double>> columns;
    for (const Line& line : chart.lines) columns.push_back(thin(line.value, group));
    for (std::size_t i = 0; i * group < shown; ++i) {
        std::vector<std::string> cells{
            clock_text(std::fmod(chart.week_start, 86400) + static_cast<double>(i * group) * chart.step)};
        for (const auto& column : columns)
            cells.push_back(
                i < column.size() && !std::isnan(column[i])
                    ? value_text(column[i], chart.unit == "share" || chart.unit == "s" ? chart.unit : "")
                    : "");
        table.row(cells);
    }
    return details("The same figures as a table", table.html());
}

std::string draw(const BarChart& chart, const Frame& f) {
    double largest = 0, total = 0;
    for (const Bar& bar : chart.bars) {
        double sum = 0;
        for (double part : bar.parts) sum += part;
        largest = std::max(largest, sum);
        total += sum;
    }
    Axis x = Axis::log_seconds(chart.bars.front().from * 1.001, chart.bars.back().to * 0.999);
    Axis y = Axis::linear(largest / total, "share");
    std::string out = svg_open(f, chart.title) + axes(f, x, y);
    for (const Bar& bar : chart.bars) {
        double low = 0, left = f.x(std::max(0.0, x.place(bar.from))),
               right = f.x(std::min(1.0, x.place(bar.to)));
        for (std::size_t i = 0; i < bar.parts.size(); ++i) {
            if (bar.parts[i] == 0) continue;
            double high = low + bar.parts[i] / total, top = f.y(y.place(high));
            out += fmt::format(
                "<rect class=\"bar c{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>"
                "{}: {} between {} and {}</title></rect>\n",
                chart.colours[i], left, top, std::max(0.5, right - left - 1),
                std::max(0.3, f.y(y.place(low)) - top), escape(chart.names[i]),
                count_text(static_cast<std::uint64_t>(bar.parts[i])), seconds_text(bar.from),
                seconds_text(bar.to));
            low = high;
        }
    }
    return out + "</svg>\n";
}

}  // namespace

std::string figure(const TimeChart& chart) {
    std::vector<std::pair<std::string, int>> entries;
    for (const Line& line : chart.lines) entries.emplace_back(line.name, line.colour);
    std::string body = legend_of(entries, chart.stacked);
    for (const Frame& f : frames()) body += draw(chart, f);
    return framed(chart.title, chart.note, body + table_of(chart));
}

std::string svg_file(const TimeChart& chart) {
    std::vector<std::pair<std::string, int>> entries;
    for (const Line& line : chart.lines) entries.emplace_back(line.name, line.colour);
    return stand_alone(draw(chart, frames()[0]), chart.title, entries);
}

std::string figure(const BarChart& chart) {
    std::vector<std::pair<std::string, int>> entries;
    for (std::size_t i = 0; i < chart.names.size(); ++i)
        entries.emplace_back(chart.names[i], chart.colours[i]);
    std::string body = legend_of(entries, true);
    for (const Frame& f : frames()) body += draw(chart, f);
    return framed(chart.title, chart.note, body);
}

}  // namespace mailsim::report
