#include "report/factor_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/axis.hpp"
#include "report/chart_parts.hpp"
#include "report/figure.hpp"
#include "report/html.hpp"

namespace mailsim::report {
namespace {

struct Extent {
    double low = INFINITY, high = -INFINITY;
    void take(double v) {
        low = std::min(low, v);
        high = std::max(high, v);
    }
};

Axis x_axis(const FactorChart& chart) {
    Extent x;
    for (const FactorLine& line : chart.lines)
        for (const FactorPoint& r : line.at) x.take(r.x);
    if (!chart.words.empty()) return Axis::words(chart.words);
    return Axis::span(x.low, x.high, "");
}

// From zero, unless everything lies in the upper half: a share of 0.97 to 0.99 would be a flat line.
Axis y_axis(const FactorChart& chart) {
    Extent y;
    for (const FactorLine& line : chart.lines)
        for (const FactorPoint& r : line.at) {
            y.take(r.mean);
            y.take(r.low.value_or(r.mean));
            y.take(r.high.value_or(r.mean));
        }
    if (chart.limit) y.take(*chart.limit);
    if (y.low >= 0 && y.low < y.high / 2) return Axis::linear(y.high, chart.unit);
    return Axis::span(y.low, y.high, chart.unit);
}

std::string band(const Frame& f, const Axis& x, const Axis& y, const FactorLine& line) {
    std::string there, back;
    for (const FactorPoint& r : line.at) {
        there += fmt::format("{}{:.1f} {:.1f}", there.empty() ? "M" : "L", f.x(x.place(r.x)),
                             f.y(y.place(r.high.value_or(r.mean))));
        back = fmt::format("L{:.1f} {:.1f}", f.x(x.place(r.x)), f.y(y.place(r.low.value_or(r.mean)))) + back;
    }
    return there.empty() ? ""
                         : fmt::format("<path class=\"band c{}\" d=\"{}{}Z\"/>\n", line.colour, there, back);
}

std::string curve(const Frame& f, const Axis& x, const Axis& y, const FactorLine& line) {
    std::string path;
    for (const FactorPoint& r : line.at)
        path +=
            fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", f.x(x.place(r.x)), f.y(y.place(r.mean)));
    return path.empty() ? "" : fmt::format("<path class=\"line c{}\" d=\"{}\"/>\n", line.colour, path);
}

// The mean as a dot with its interval as an upright line.
std::string dots(const Frame& f, const Axis& x, const Axis& y, const FactorChart& chart,
                 const FactorLine& line) {
    std::string out;
    for (const FactorPoint& r : line.at) {
        double px = f.x(x.place(r.x));
        out += fmt::format(
            "<path class=\"line c{0}\" d=\"M{1:.1f} {2:.1f}V{3:.1f}\"/><path class=\"line spot c{0}\" "
            "d=\"M{1:.1f} "
            "{4:.1f}h0.1\"><title>{5}{6}: {7}</title></path>\n",
            line.colour, px, f.y(y.place(r.low.value_or(r.mean))), f.y(y.place(r.high.value_or(r.mean))),
            f.y(y.place(r.mean)), line.name.empty() ? "" : escape(line.name) + ", ",
            chart.words.empty() ? number_text(r.x) : escape(chart.words[static_cast<std::size_t>(r.x)]),
            value_text(r.mean, chart.unit));
    }
    return out;
}

std::string draw(const FactorChart& chart, const Frame& f) {
    Axis x = x_axis(chart), y = y_axis(chart);
    std::string out = svg_open(f, chart.title) + axes(f, x, y);
    if (chart.limit)
        out += fmt::format(
            "<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"><title>limit "
            "{3}</title></line>\n",
            f.x(0), f.x(1), f.y(y.place(*chart.limit)), value_text(*chart.limit, chart.unit));
    bool joined = chart.joined && chart.words.empty();
    if (joined)
        for (const FactorLine& line : chart.lines) out += band(f, x, y, line) + curve(f, x, y, line);
    for (const FactorLine& line : chart.lines) {
        out += dots(f, x, y, chart, line);
        std::optional<double> bend = joined && chart.lines.size() == 1 ? knee_of(line) : std::nullopt;
        if (bend)
            out += fmt::format(
                "<line class=\"axis\" stroke-dasharray=\"2 4\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" "
                "y2=\"{2:.1f}\"><title>bends most at {3}</title></line>\n",
                f.x(x.place(*bend)), f.y(0), f.y(1), number_text(*bend));
    }
    return out + "</svg>\n";
}

std::string table_of(const FactorChart& chart) {
    HtmlTable table(chart.title, {"<" + chart.x_name, "<line", "mean", "from", "to"});
    for (const FactorLine& line : chart.lines)
        for (const FactorPoint& r : line.at) {
            auto end = [&](const std::optional<double>& v) {
                return v ? value_text(*v, chart.unit) : std::string("?");
            };
            table.row(
                {chart.words.empty() ? number_text(r.x) : escape(chart.words[static_cast<std::size_t>(r.x)]),
                 escape(line.name), value_text(r.mean, chart.unit), end(r.low), end(r.high)});
        }
    return details("The same figures as a table", table.html());
}

}  // namespace

std::optional<double> knee_of(const FactorLine& line) {
    if (line.at.size() < 5) return std::nullopt;
    const FactorPoint &first = line.at.front(), &last = line.at.back();
    if (!(last.x > first.x) || !(last.mean > first.mean)) return std::nullopt;
    double best = 0.25;  // less is hardly a bend
    std::optional<double> knee;
    for (const FactorPoint& r : line.at) {
        double below =
            (r.x - first.x) / (last.x - first.x) - (r.mean - first.mean) / (last.mean - first.mean);
        if (below <= best) continue;
        best = below;
        knee = r.x;
    }
    return knee;
}

std::string figure(const FactorChart& chart) {
    std::vector<std::pair<std::string, int>> entries;
    for (const FactorLine& line : chart.lines)
        if (!line.name.empty()) entries.emplace_back(line.name, line.colour);
    std::string body = legend_of(entries, false);
    for (const Frame& f : frames()) body += draw(chart, f);
    std::string note = chart.note;
    if (chart.joined && chart.lines.size() == 1 && chart.words.empty())
        if (auto bend = knee_of(chart.lines.front()))
            note += fmt::format(" It bends most at {} (dotted; a rule of thumb).", number_text(*bend));
    return framed(chart.title, note, body + table_of(chart));
}

}  // namespace mailsim::report
