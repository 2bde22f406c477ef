#include "report/study_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "report/factor_chart.hpp"
#include "report/figure.hpp"
#include "report/html.hpp"
#include "report/page_style.hpp"
#include "report/study_text.hpp"

namespace mailsim::report {
namespace {

using study::Conclusion;
using study::Estimate;
using study::Parameter;
using study::Point;

constexpr std::size_t most_lines = 6;

std::optional<double> number_of(const Parameter& p) {
    std::string_view text = p.value;
    if (text.starts_with('"')) text = text.substr(1);
    double value = 0;
    auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool alone = p.value.front() != '"' && rest == text.data() + text.size();
    bool with_unit = p.value.front() == '"' && rest != text.data() && *rest == ' ';
    return error == std::errc{} && (alone || with_unit) ? std::optional(value) : std::nullopt;
}

std::string words_of(const Parameter& p) {
    return p.value.size() > 1 && p.value.front() == '"' ? p.value.substr(1, p.value.size() - 2) : p.value;
}

// What stands on the x-axis: a factor, by its place among the parameters.
struct Across {
    std::size_t parameter = 0;
    bool numbers = true;
    std::vector<std::string> words;  // when it has no numbers: its values in their order
};

Across across(const Conclusion& c) {
    Across best;
    std::size_t most = 0, n = c.points.front().design.parameters.size();
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<std::string> values;
        bool numbers = true;
        for (const Point& p : c.points) {
            const Parameter& own = p.design.parameters[i];
            numbers &= number_of(own).has_value();
            if (std::find(values.begin(), values.end(), words_of(own)) == values.end())
                values.push_back(words_of(own));
        }
        std::size_t weight = values.size() + (numbers && values.size() > 1 ? 1000 : 0);
        if (weight <= most) continue;
        most = weight;
        best = {i, numbers, numbers ? std::vector<std::string>{} : values};
    }
    return best;
}

std::string others(const Point& p, std::size_t without) {
    std::string name;
    for (std::size_t i = 0; i < p.design.parameters.size(); ++i)
        if (i != without)
            name += (name.empty() ? "" : ", ") + p.design.parameters[i].name + " " +
                    words_of(p.design.parameters[i]);
    return name;
}

bool hypercube(const Conclusion& c) {
    return std::any_of(c.study.factors.begin(), c.study.factors.end(),
                       [](const auto& f) { return f.between; });
}

// One chart: a figure of each point over the factor on the x-axis, a line for each setting of the others.
template <class Figure>
FactorChart response(const Conclusion& c, const Across& x, Figure figure_of) {
    FactorChart chart;
    chart.x_name = c.points.front().design.parameters[x.parameter].name;
    chart.words = x.words;
    chart.joined = !hypercube(c);
    std::map<std::string, std::size_t> lines;
    for (const Point& p : c.points) {
        const Estimate* e = figure_of(p);
        if (!e || !e->mean) continue;
        std::string name = chart.joined ? others(p, x.parameter) : "";
        if (!lines.contains(name)) {
            if (lines.size() == most_lines) {
                chart.note = fmt::format("The first {} settings of the other factors.", most_lines);
                continue;
            }
            lines[name] = chart.lines.size();
            chart.lines.push_back({name, static_cast<int>(chart.lines.size()), {}});
        }
        const Parameter& own = p.design.parameters[x.parameter];
        double at = x.numbers ? number_of(own).value_or(0)
                              : static_cast<double>(std::find(x.words.begin(), x.words.end(), words_of(own)) -
                                                    x.words.begin());
        chart.lines[lines[name]].at.push_back({at, *e->mean, e->low, e->high});
    }
    for (FactorLine& line : chart.lines)
        std::sort(line.at.begin(), line.at.end(),
                  [](const FactorPoint& a, const FactorPoint& b) { return a.x < b.x; });
    return chart;
}

std::optional<double> limit_of(const Conclusion& c, const std::string& metric) {
    for (const study::ObjectiveEstimate& o : c.points.front().objectives)
        if (o.name == metric || o.metric == metric) return o.limit;
    return std::nullopt;
}

std::string curves(const Conclusion& c) {
    if (c.points.size() < 2) return "";
    Across x = across(c);
    std::string out;
    for (std::size_t m = 0; m < c.points.front().metrics.size(); ++m) {
        FactorChart chart = response(c, x, [&](const Point& p) { return &p.metrics[m].estimate; });
        if (chart.lines.empty()) continue;
        const study::MetricEstimate& first = c.points.front().metrics[m];
        chart.title = fmt::format("{} over {}", first.name, chart.x_name);
        chart.note = fmt::format("{} of the replications, {} intervals. ", first.statistic,
                                 share_text(c.study.confidence)) +
                     chart.note;
        chart.unit = first.unit;
        chart.limit = limit_of(c, first.name);
        out += figure(chart);
    }
    return "<div class=\"figures\">\n" + out + "</div>\n";
}

// The nodes whose busiest resource is highest at any point.
std::string utilisation(const Conclusion& c) {
    if (c.points.front().nodes.empty()) return "";
    struct Busy {
        std::size_t node;
        double most = 0;
    };
    std::vector<Busy> busy;
    auto resources = [](const study::NodeEstimate& n) {
        using Named = std::pair<const char*, const Estimate*>;
        return std::array<Named, 3>{Named{"processor", &n.processor}, Named{"disk", &n.disk},
                                    Named{"processes", &n.processes}};
    };
    auto best_of = [&](const study::NodeEstimate& n) {
        const Estimate* best = &n.processor;
        for (const auto& [name, e] : resources(n))
            if (e->mean.value_or(0) > best->mean.value_or(0)) best = e;
        return best;
    };
    for (std::size_t n = 0; n < c.points.front().nodes.size(); ++n) {
        busy.push_back({n, 0});
        for (const Point& p : c.points)
            if (n < p.nodes.size())
                busy.back().most = std::max(busy.back().most, best_of(p.nodes[n])->mean.value_or(0));
    }
    std::stable_sort(busy.begin(), busy.end(), [](const Busy& a, const Busy& b) { return a.most > b.most; });
    HtmlTable table("The busiest resource of each node, mean and interval",
                    {"<point", "<node", "<resource", "in use", "from", "to"});
    for (std::size_t i = 0; i < c.points.size() && i < 60; ++i)
        for (std::size_t b = 0; b < std::min<std::size_t>(3, busy.size()); ++b) {
            if (busy[b].node >= c.points[i].nodes.size()) continue;
            const study::NodeEstimate& n = c.points[i].nodes[busy[b].node];
            for (const auto& [name, e] : resources(n))
                if (e == best_of(n) && e->mean)
                    table.row({std::to_string(i + 1), escape(n.id), name, share_text(*e->mean),
                               share_text(*e->low), share_text(*e->high)});
        }
    std::string out;
    if (c.points.size() > 1) {
        Across x = across(c);
        FactorChart all;
        for (std::size_t b = 0; b < std::min(most_lines, busy.size()); ++b) {
            FactorChart one = response(c, x, [&](const Point& p) {
                return busy[b].node < p.nodes.size() ? best_of(p.nodes[busy[b].node]) : nullptr;
            });
            if (one.lines.empty()) continue;
            one.lines[0].name = c.points.front().nodes[busy[b].node].id;
            one.lines[0].colour = static_cast<int>(b);
            all.x_name = one.x_name;
            all.words = one.words;
            all.joined = one.joined;
            all.lines.push_back(one.lines[0]);
        }
        all.title = "Busiest resource by node over " + all.x_name;
        all.note = "The busiest nodes, at the first setting of the other factors.";
        all.unit = "share";
        if (!all.lines.empty()) out = "<div class=\"figures\">\n" + figure(all) + "</div>\n";
    }
    return section("nodes", "How busy the nodes are", out + table.html());
}

std::string estimates(const Conclusion& c, std::size_t m) {
    const study::MetricEstimate& first = c.points.front().metrics[m];
    std::vector<std::string> headings{"point"};
    for (const Parameter& p : c.points.front().design.parameters) headings.push_back("<" + escape(p.name));
    headings.insert(headings.end(),
                    {"n", first.statistic, "from", "to", "difference", "from", "to", "variance taken away"});
    HtmlTable table(first.name + (first.unit.empty() ? "" : ", " + first.unit), headings);
    auto end = [&](const std::optional<double>& v) {
        return v ? value_text(*v, first.unit) : std::string("?");
    };
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        const study::MetricEstimate& e = c.points[i].metrics[m];
        std::vector<std::string> cells{std::to_string(i + 1)};
        for (const Parameter& p : c.points[i].design.parameters) cells.push_back(escape(words_of(p)));
        cells.push_back(std::to_string(e.estimate.n));
        for (const auto& v : {e.estimate.mean, e.estimate.low, e.estimate.high})
            cells.push_back(e.estimate.mean ? end(v) : "-");
        if (e.difference && e.difference->estimate.mean) {
            for (const auto& v :
                 {e.difference->estimate.mean, e.difference->estimate.low, e.difference->estimate.high})
                cells.push_back(end(v));
            cells.push_back(e.difference->variance_reduction ? share_text(*e.difference->variance_reduction)
                                                             : "-");
        }
        cells.resize(headings.size());
        table.row(cells);
    }
    return table.html();
}

std::string objectives(const Conclusion& c) {
    HtmlTable table("Judged by the whole interval",
                    {"point", "<objective", "limit", "mean", "from", "to", "<verdict"});
    for (std::size_t i = 0; i < c.points.size(); ++i)
        for (const study::ObjectiveEstimate& o : c.points[i].objectives) {
            const char* kind = o.verdict == study::Verdict::met      ? "good"
                               : o.verdict == study::Verdict::missed ? "bad"
                                                                     : "warn";
            std::vector<std::string> cells{
                std::to_string(i + 1), escape(o.name),
                (o.direction == "at_least" ? "at least " : "at most ") + value_text(o.limit, o.unit)};
            for (const auto& v : {o.estimate.mean, o.estimate.low, o.estimate.high})
                cells.push_back(v ? value_text(*v, o.unit) : "-");
            cells.push_back(fmt::format("<span class=\"{}\">{}</span>", kind, study::name(o.verdict)));
            table.row(cells);
        }
    return table.empty() ? "" : section("objectives", "Objectives", table.html());
}

std::string warnings(const Conclusion& c) {
    std::string out;
    for (const std::string& text : c.failures) out += "<li class=\"bad\">" + escape(text) + "</li>\n";
    for (const std::string& text : c.warnings) out += "<li>" + escape(text) + "</li>\n";
    for (std::size_t i = 0; i < c.points.size(); ++i)
        for (const std::string& text : c.points[i].warnings)
            out += fmt::format("<li>Point {} ({}): {}</li>\n", i + 1, escape(c.points[i].design.variant.name),
                               escape(text));
    if (out.empty())
        return section(
            "trust", "Before you trust it",
            "<p>Nothing to warn of: intervals are narrow, queues settle, runs are long enough.</p>\n");
    return section("trust", "Before you trust it", "<ul class=\"next\">\n" + out + "</ul>\n");
}

}  // namespace

std::string whole_page(const std::string& title, const std::string& sub, const std::string& head,
                       const std::string& body, const std::string& foot) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"/>\n<title>{0} - "
        "mailsim</title>\n<style>{1}</style>\n</head>\n"
        "<body>\n<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n<header><h1>{0}</h1>\n<p "
        "class=\"sub\">{2}</p>\n"
        "{3}</header>\n<main id=\"main\">\n{4}</main>\n<footer>{5}</footer>\n</body>\n</html>\n",
        escape(title), page_style, escape(sub), head, body, foot);
}

std::string study_page(const Conclusion& c) {
    std::string title = c.study.title.empty() ? c.study.name : c.study.title;
    std::string sub =
        fmt::format("{}, topology {}; {} points, {} runs of {}, warm-up {} ({}); intervals of {}",
                    c.scenario_title, c.topology, c.points.size(), c.runs, seconds_text(c.duration),
                    seconds_text(c.warm_up.seconds), c.warm_up.how, share_text(c.study.confidence));
    std::string head =
        c.complete
            ? ""
            : "<ul class=\"pills\"><li class=\"pill warn\">a partial result: runs are missing</li></ul>\n";
    std::string body = c.study.description.empty() ? "" : "<p>" + escape(c.study.description) + "</p>\n";
    body += warnings(c);
    if (std::string all = curves(c); !all.empty()) body += section("curves", "How the figures answer", all);
    body += objectives(c);
    body += utilisation(c);
    std::string tables;
    for (std::size_t m = 0; m < c.points.front().metrics.size(); ++m) tables += estimates(c, m);
    body += section(
        "figures", "Every figure",
        fmt::format("<p class=\"note\">Differences are to point {}, pair by pair over the same random draws; "
                    "\"variance taken away\" is what that pairing brought.</p>\n{}",
                    c.study.baseline, tables));
    return whole_page(
        title, sub, head, body,
        "Made by mailsim. Beside this page: summary.json, results.sqlite, points.csv and runs.csv hold the "
        "figures, stress-des.html documents the study, plan.jsonl and inputs/ make the same runs again.");
}

}  // namespace mailsim::report
