#include "report/study_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/figure.hpp"
#include "report/path_ink.hpp"
#include "report/path_text.hpp"
#include "report/text_table.hpp"

namespace mailsim::report {
namespace {

using study::Conclusion;
using study::Point;

std::string end_text(const std::optional<double>& value, std::string_view unit) {
    return value ? value_text(*value, unit) : "?";
}

// Times and shares carry their unit themselves; any other stands once, above the table.
std::string_view unit_in_cells(std::string_view unit) { return unit == "s" || unit == "share" ? unit : ""; }

std::string value_shown(const study::Parameter& p) {
    bool quoted = p.value.size() > 1 && p.value.front() == '"';
    return quoted ? p.value.substr(1, p.value.size() - 2) : p.value;
}

// A table a metric: one row a point.
std::string metric_table(const Conclusion& c, std::size_t m) {
    const study::MetricEstimate& first = c.points.front().metrics[m];
    std::vector<std::string> headings{"point"};
    for (const study::Parameter& p : c.points.front().design.parameters) headings.push_back("<" + p.name);
    bool differences = std::any_of(c.points.begin(), c.points.end(),
                                   [&](const Point& p) { return p.metrics[m].difference; });
    for (const char* heading : {"n", "mean", "from", "to"})
        headings.push_back(std::string(heading) == "mean" ? first.statistic : heading);
    if (differences) headings.insert(headings.end(), {"difference", "+/-"});
    std::string_view cells_unit = unit_in_cells(first.unit);
    TextTable table(headings);
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        const study::MetricEstimate& e = c.points[i].metrics[m];
        std::vector<std::string> cells{std::to_string(i + 1)};
        for (const study::Parameter& p : c.points[i].design.parameters) cells.push_back(value_shown(p));
        cells.push_back(std::to_string(e.estimate.n));
        for (const auto& figure : {e.estimate.mean, e.estimate.low, e.estimate.high})
            cells.push_back(e.estimate.mean ? end_text(figure, cells_unit) : "-");
        if (differences && e.difference) {
            const study::Estimate& d = e.difference->estimate;
            cells.push_back(d.mean ? (*d.mean < 0 ? "-" : "+") + value_text(std::abs(*d.mean), cells_unit)
                                   : "-");
            cells.push_back(d.mean ? value_text(d.half_width(), cells_unit) : "-");
        }
        cells.resize(headings.size());
        table.row(cells);
    }
    std::string heading = first.name;
    if (cells_unit.empty() && !first.unit.empty()) heading += ", " + first.unit;
    if (first.statistic != "mean") heading += ", " + first.statistic + " of the replications";
    return heading + "\n" + table.text();
}

std::string verdicts(const Conclusion& c) {
    if (c.points.front().objectives.empty()) return "";
    TextTable table({"<objective", "<met at", "<missed at", "<undecided at", "<no data at"});
    for (std::size_t o = 0; o < c.points.front().objectives.size(); ++o) {
        std::array<std::string, 4> at;
        std::array<std::size_t, 4> n{};
        for (std::size_t i = 0; i < c.points.size(); ++i) {
            if (o >= c.points[i].objectives.size()) continue;
            auto verdict = static_cast<std::size_t>(c.points[i].objectives[o].verdict);
            if (++n[verdict] <= 5) at[verdict] += (at[verdict].empty() ? "" : " ") + std::to_string(i + 1);
        }
        std::vector<std::string> cells{c.points.front().objectives[o].name};
        for (std::size_t v = 0; v < 4; ++v)
            cells.push_back(n[v] == c.points.size() ? "all"
                            : n[v] > 5              ? fmt::format("{} points", n[v])
                                                    : at[v]);
        table.row(cells);
    }
    return "Objectives, by the whole interval\n" + table.text() + "\n";
}

// The same warning at many points is told once.
std::string warnings(const Conclusion& c, Ink ink) {
    std::map<std::string, std::vector<std::size_t>> at;
    std::vector<std::string> order;
    for (std::size_t i = 0; i < c.points.size(); ++i)
        for (const std::string& text : c.points[i].warnings) {
            std::string head = text.substr(0, text.find(':'));
            if (at[head].empty()) order.push_back(text);
            at[head].push_back(i + 1);
        }
    std::string out;
    for (const std::string& text : c.warnings) out += wrapped("- " + text, 2) + "\n";
    for (const std::string& text : order) {
        const std::vector<std::size_t>& points = at[text.substr(0, text.find(':'))];
        std::string where = points.size() == 1 ? fmt::format("point {}", points[0])
                                               : fmt::format("{} points, first {}", points.size(), points[0]);
        out += wrapped(fmt::format("- {}: {}", where, text), 2) + "\n";
    }
    return out.empty() ? "" : ink.bold("Before you trust it") + "\n" + out + "\n";
}

}  // namespace

std::string estimate_text(const study::Estimate& e, std::string_view unit) {
    if (!e.mean) return "-";
    return fmt::format("{} [{} to {}]", value_text(*e.mean, unit), end_text(e.low, unit),
                       end_text(e.high, unit));
}

std::string study_text(const Conclusion& c, bool colour) {
    Ink ink(colour);
    std::string out = ink.bold(c.study.title.empty() ? c.study.name : c.study.title) + "\n";
    out += wrapped(fmt::format("{}; {} of each run, {} warm-up ({}); {} points, {} runs{}; intervals of {}",
                               c.scenario_title, seconds_text(c.duration), seconds_text(c.warm_up.seconds),
                               c.warm_up.how, c.points.size(), c.runs,
                               c.pilots ? fmt::format(" and {} pilot runs", c.pilots) : "",
                               share_text(c.study.confidence)),
                   0) +
           "\n\n";
    if (!c.complete) out += ink.bold("A partial result") + ": runs are missing; --resume makes them.\n\n";
    for (std::size_t m = 0; m < c.points.front().metrics.size(); ++m) out += metric_table(c, m) + "\n";
    out += verdicts(c) + warnings(c, ink);
    for (const std::string& failure : c.failures) out += "failed: " + failure + "\n";
    return out;
}

}  // namespace mailsim::report
