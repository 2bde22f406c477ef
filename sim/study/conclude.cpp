#include "study/conclude.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "observe/phases.hpp"

namespace mailsim::study {
namespace {

using scenario::StudyMetric;

constexpr double no_limit = std::numeric_limits<double>::infinity();

// Names that a run may give beside metric_rows(): delays by kind, phases.
std::vector<ResultMetric> more_rows(std::vector<std::string>& keep) {
    std::vector<ResultMetric> rows;
    keep.reserve(200);
    auto add = [&](std::string name) {
        keep.push_back(std::move(name));
        rows.push_back({keep.back(), "s", ""});
    };
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        for (const char* what : {"mean", "p50", "p95", "p99", "max"})
            add(fmt::format("delay_{}_{}", mail::name(static_cast<mail::Kind>(k)), what));
    for (std::string_view phase : observe::phase_names)
        for (const char* what : {"mean", "p95"}) add(fmt::format("{}_{}", phase, what));
    return rows;
}

const std::vector<ResultMetric>& all_rows() {
    static std::vector<std::string> names;
    static const std::vector<ResultMetric> rows = [] {
        std::vector<ResultMetric> all = metric_rows(), more = more_rows(names);
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return rows;
}

// "be2.processor": the row of its last word, when the first is a node.
const ResultMetric* node_row(const std::string& name) {
    std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return nullptr;
    for (const ResultMetric& row : node_metric_rows())
        if (row.name == std::string_view(name).substr(dot + 1)) return &row;
    return nullptr;
}

std::vector<std::string> usual(const config::Loaded& loaded) {
    std::vector<std::string> names;
    for (const scenario::Objective& o : loaded.scenario.objectives) names.push_back(o.name);
    auto judged = [&](std::string_view name) {
        return std::any_of(loaded.scenario.objectives.begin(), loaded.scenario.objectives.end(),
                           [&](const scenario::Objective& o) { return o.metric == name; });
    };
    for (const char* name :
         {"delay_mean", "delay_p95", "delay_p99", "error_rate", "busiest", "queue_mean", "offered_rate"})
        if (!judged(name)) names.push_back(name);
    return names;
}

bool known(const std::string& name, const config::Loaded& loaded) {
    for (const ResultMetric& row : all_rows())
        if (row.name == name) return true;
    for (const scenario::Objective& o : loaded.scenario.objectives)
        if (o.name == name) return true;
    if (!node_row(name)) return false;
    std::string node = name.substr(0, name.rfind('.'));
    return std::any_of(loaded.estate.nodes.begin(), loaded.estate.nodes.end(),
                       [&](const estate::Node& n) { return n.id == node; });
}

std::string unknown(const std::string& name, const config::Loaded& loaded) {
    std::vector<std::string> nodes;
    std::vector<std::string_view> names;
    for (const ResultMetric& row : all_rows()) names.push_back(row.name);
    for (const scenario::Objective& o : loaded.scenario.objectives) names.push_back(o.name);
    for (const estate::Node& n : loaded.estate.nodes)
        for (const ResultMetric& row : node_metric_rows())
            nodes.push_back(fmt::format("{}.{}", n.id, row.name));
    names.insert(names.end(), nodes.begin(), nodes.end());
    return base::unknown_name("metric", name, names);
}

std::optional<double> figure_of(Folder& folder, std::size_t line, const std::string& metric) {
    const Result* result = folder.result(line);
    if (!result) return std::nullopt;
    return result->metric(metric);
}

// The replications that both points have.
std::optional<Difference> difference(Folder& folder, const Point& baseline, const Point& point,
                                     const std::string& metric, double confidence) {
    std::vector<double> first, second;
    for (std::size_t k = 0; k < std::min(baseline.lines.size(), point.lines.size()); ++k) {
        std::optional<double> x = figure_of(folder, baseline.lines[k], metric);
        std::optional<double> y = figure_of(folder, point.lines[k], metric);
        if (!x || !y) continue;
        first.push_back(x.value());
        second.push_back(y.value());
    }
    if (first.size() < 2) return std::nullopt;
    return difference_of(first, second, confidence);
}

std::string statistic_name(const std::optional<double>& quantile) {
    if (!quantile) return "mean";
    return *quantile == 0.5 ? "median" : fmt::format("p{:g}", *quantile * 100);
}

std::vector<double> node_figures(Folder& folder, const std::vector<std::size_t>& lines,
                                 const std::string& node, std::optional<double> NodeResult::*figure) {
    std::vector<double> all;
    for (std::size_t line : lines)
        if (const Result* r = folder.result(line))
            if (const NodeResult* n = r->node(node); n && n->*figure) all.push_back(*(n->*figure));
    return all;
}

NodeEstimate node_estimate(Folder& folder, const std::vector<std::size_t>& lines, const std::string& node,
                           double confidence) {
    NodeEstimate e;
    e.id = node;
    auto share = [&](std::optional<double> NodeResult::*figure) {
        return estimate(node_figures(folder, lines, node, figure), "share", {}, confidence);
    };
    e.processor = share(&NodeResult::processor);
    e.disk = share(&NodeResult::disk);
    e.processes = share(&NodeResult::processes);
    e.memory = share(&NodeResult::memory);
    e.queue = estimate(figures(folder, lines, node + ".queue_mean"), "recipients", {}, confidence);
    return e;
}

const Result* any_result(Folder& folder, const std::vector<std::size_t>& lines) {
    for (std::size_t line : lines)
        if (const Result* r = folder.result(line)) return r;
    return nullptr;
}

}  // namespace

std::string_view name(Verdict verdict) {
    constexpr std::string_view names[] = {"met", "missed", "undecided", "no data"};
    return names[static_cast<int>(verdict)];
}

base::expected<std::vector<StudyMetric>, base::Problems> metrics_of(const scenario::Study& study,
                                                                    const config::Loaded& loaded) {
    base::Problems problems;
    std::vector<StudyMetric> metrics = study.metrics;
    if (metrics.empty())
        for (std::string& name : usual(loaded)) metrics.push_back({std::move(name), {}, ""});
    for (const StudyMetric& metric : metrics)
        if (!known(metric.name, loaded))
            problems.add(study.file, metric.pointer, unknown(metric.name, loaded));
    if (study.precision && !study.precision->metric.empty() && !known(study.precision->metric, loaded))
        problems.add(study.file, study.precision->pointer + "/metric",
                     unknown(study.precision->metric, loaded));
    if (!problems.empty()) return base::unexpected(problems);
    return metrics;
}

std::string unit_of(const std::string& metric, const std::vector<observe::ObjectiveSummary>& objectives) {
    for (const ResultMetric& row : all_rows())
        if (row.name == metric) return std::string(row.unit);
    for (const observe::ObjectiveSummary& o : objectives)
        if (o.name == metric) return o.unit;
    const ResultMetric* row = node_row(metric);
    return row ? std::string(row->unit) : "";
}

std::vector<double> figures(Folder& folder, const std::vector<std::size_t>& lines, const std::string& metric,
                            std::size_t* censored) {
    std::vector<double> all;
    for (std::size_t line : lines) {
        const Result* r = folder.result(line);
        auto value = r ? r->metric(metric) : std::nullopt;
        if (!value) continue;
        all.push_back(*value);
        if (censored && std::find(r->at_least.begin(), r->at_least.end(), metric) != r->at_least.end())
            ++*censored;
    }
    return all;
}

Estimate estimate(const std::vector<double>& all, const std::string& unit,
                  const std::optional<double>& quantile, double confidence) {
    Estimate e = quantile ? quantile_of(all, *quantile, confidence) : mean_of(all, confidence);
    bool signed_ = std::any_of(all.begin(), all.end(), [](double x) { return x < 0; });
    if (!signed_)
        clamp(e, 0,
              unit == "share" && std::all_of(all.begin(), all.end(), [](double x) { return x <= 1; })
                  ? 1
                  : no_limit);
    return e;
}

Verdict judge(const Estimate& e, const std::string& direction, double limit) {
    if (!e.mean || !e.low || !e.high) return Verdict::no_data;
    bool at_least = direction == "at_least";
    if (at_least ? *e.low >= limit : *e.high <= limit) return Verdict::met;
    if (at_least ? *e.high < limit : *e.low > limit) return Verdict::missed;
    return Verdict::undecided;
}

void conclude(Folder& folder, const scenario::Study& study, const std::vector<StudyMetric>& metrics,
              const Point* baseline, Point& point) {
    const Result* any = any_result(folder, point.lines);
    for (const StudyMetric& metric : metrics) {
        MetricEstimate m;
        m.name = metric.name;
        m.unit = unit_of(metric.name, any ? any->objectives : std::vector<observe::ObjectiveSummary>{});
        m.statistic = statistic_name(metric.quantile);
        m.estimate = estimate(figures(folder, point.lines, metric.name, &m.censored), m.unit, metric.quantile,
                              study.confidence);
        if (baseline && !metric.quantile)
            m.difference = difference(folder, *baseline, point, metric.name, study.confidence);
        point.metrics.push_back(std::move(m));
    }
    if (!any) return;
    for (const observe::ObjectiveSummary& o : any->objectives) {
        ObjectiveEstimate e{o.name, o.metric, o.unit, o.direction, o.limit, {}, Verdict::no_data, o.note};
        e.estimate = estimate(figures(folder, point.lines, o.name), o.unit, {}, study.confidence);
        e.verdict = judge(e.estimate, o.direction, o.limit);
        point.objectives.push_back(std::move(e));
    }
    for (const NodeResult& node : any->nodes)
        if (!node.peer) point.nodes.push_back(node_estimate(folder, point.lines, node.id, study.confidence));
}

}  // namespace mailsim::study
