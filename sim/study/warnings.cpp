// What a reader must know before trusting a point's figures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/conclude.hpp"

namespace mailsim::study {
namespace {

// Our assumptions: an interval wider than a tenth of its mean to either side says little; a resource this
// busy has no queue to settle to; a queue that grows by this share of the load is no mere set of retries.
constexpr double wide = 0.10, saturated = 0.98, growing = 0.05;
// Figures above a percentile that a run should have, to know it (Law, Simulation Modeling and Analysis, 9.5).
constexpr double above_percentile = 10;

double wanted(const scenario::Study& study, const std::string& metric, bool first) {
    if (!study.precision || study.precision->relative <= 0) return wide;
    bool its = study.precision->metric.empty() ? first : study.precision->metric == metric;
    return its ? study.precision->relative : wide;
}

std::string percent(double share) { return fmt::format("{:.3g} %", share * 100); }

void intervals(const scenario::Study& study, const Point& point, std::vector<std::string>& to) {
    for (std::size_t i = 0; i < point.metrics.size(); ++i) {
        const MetricEstimate& m = point.metrics[i];
        if (m.estimate.n < 2) {
            to.push_back(fmt::format("{}: {} of the runs have a figure; no interval, so none is given",
                                     m.name, m.estimate.n));
            continue;
        }
        if (!m.estimate.low || !m.estimate.high) {
            to.push_back(fmt::format("{} ({}): {} replications do not bound it on both sides", m.name,
                                     m.statistic, m.estimate.n));
            continue;
        }
        auto relative = m.estimate.relative_half_width();
        if (relative && *relative > wanted(study, m.name, i == 0))
            to.push_back(fmt::format("{}: the interval is wide, {} of the mean to either side", m.name,
                                     percent(*relative)));
    }
}

void stability(Folder& folder, const scenario::Study& study, const Point& point,
               std::vector<std::string>& to) {
    std::vector<double> growth = figures(folder, point.lines, "queue_growth"),
                        load = figures(folder, point.lines, "offered_rate"),
                        busiest = figures(folder, point.lines, "busiest");
    Estimate grows = mean_of(growth, study.confidence), offered = mean_of(load), busy = mean_of(busiest);
    bool full = busy.mean && *busy.mean >= saturated;
    bool queue = grows.low && offered.mean && *grows.low > growing * *offered.mean;
    if (full)
        to.push_back(fmt::format(
            "not stable: the busiest resource is in use {} of the time; longer runs give longer delays",
            percent(*busy.mean)));
    else if (queue)
        to.push_back(fmt::format(
            "not stable: the queues grow by {:.3g} recipients/s (of {:.3g} offered), as far as the "
            "measured part shows",
            *grows.mean, *offered.mean));
}

void length(Folder& folder, const Point& point, std::vector<std::string>& to) {
    for (const MetricEstimate& m : point.metrics) {
        if (m.censored)
            to.push_back(fmt::format(
                "{}: {} of {} runs know it only from below, too much is still queued: the run is too "
                "short, or must drain",
                m.name, m.censored, m.estimate.n));
        std::size_t place = m.name.find("_p");
        double q = m.name.ends_with("_p99") ? 0.99 : m.name.ends_with("_p95") ? 0.95 : 0;
        if (q == 0 || place == std::string::npos || !m.name.starts_with("delay_p")) continue;
        std::vector<double> delivered = figures(folder, point.lines, "delivered");
        double least = delivered.empty() ? 0 : *std::min_element(delivered.begin(), delivered.end());
        if (least * (1 - q) < above_percentile)
            to.push_back(fmt::format(
                "{}: the run is too short: {:.0f} deliveries have {:.1f} above that percentile, {:.0f} "
                "are wanted",
                m.name, least, least * (1 - q), above_percentile));
    }
}

}  // namespace

std::vector<std::string> warnings_of(Folder& folder, const scenario::Study& study, const Point& point) {
    std::vector<std::string> all;
    stability(folder, study, point, all);
    length(folder, point, all);
    intervals(study, point, all);
    for (const ObjectiveEstimate& o : point.objectives) {
        if (o.verdict == Verdict::undecided)
            all.push_back(fmt::format(
                "objective '{}': the limit lies inside the interval; more replications would decide",
                o.name));
    }
    return all;
}

}  // namespace mailsim::study
