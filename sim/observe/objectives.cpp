#include "observe/objectives.hpp"

#include <algorithm>

namespace mailsim::observe {
namespace {

using scenario::Objective;

// The figure, and what to know about it.
struct Figure {
    std::optional<double> value;
    std::string note;
    bool at_least = false;  // the true figure is at least this
};

Figure phase_share(const Phases& phases, facts::Phase phase, double within) {
    const Histogram& times = phases.times(phase);
    if (times.count() == 0) return {{}, "did not happen in this run", false};
    return {times.share_below(base::from_seconds(within)), "", false};
}

Figure delay_figure(const DelaySummary& delay, const std::string& name, const std::optional<double>& value) {
    if (!value) return {{}, "nothing was delivered", false};
    bool open = std::find(delay.at_least.begin(), delay.at_least.end(), name) != delay.at_least.end();
    return {value, open ? "at least this: too much is still queued to know it" : "", open};
}

Figure figure(const Objective& objective, const Evidence& e) {
    const std::string& metric = objective.metric;
    for (std::size_t i = 0; i < phase_names.size(); ++i)
        if (metric == phase_names[i])
            return phase_share(e.phases, static_cast<facts::Phase>(i), objective.within);
    if (metric == "delivery") {
        std::optional<double> share = e.delays.delivery_within(base::from_seconds(objective.within));
        return {share, share ? "" : "no incoming or internal mail in this run", false};
    }
    if (metric == "outgoing") {
        std::optional<double> share = e.delays.outgoing_within(base::from_seconds(objective.within));
        return {share, share ? "" : "no outgoing mail in this run", false};
    }
    if (metric == "error_rate") {
        std::optional<double> rate = e.phases.error_rate();
        return {rate, rate ? "" : "no sessions in this run", false};
    }
    if (metric == "delay_mean") return delay_figure(e.delay, "mean", e.delay.mean);
    if (metric == "delay_p50") return delay_figure(e.delay, "p50", e.delay.p50);
    if (metric == "delay_p95") return delay_figure(e.delay, "p95", e.delay.p95);
    if (metric == "delay_p99") return delay_figure(e.delay, "p99", e.delay.p99);
    if (metric == "queued") return {static_cast<double>(e.ledger.queued), "", false};
    if (metric == "bounced") return {static_cast<double>(e.ledger.bounced), "", false};
    return {{}, "is not measured", false};
}

}  // namespace

std::vector<ObjectiveSummary> judge(const std::vector<Objective>& objectives, const Evidence& evidence) {
    std::vector<ObjectiveSummary> all;
    for (const Objective& o : objectives) {
        bool at_least = o.direction == Objective::Direction::at_least;
        Figure f = figure(o, evidence);
        ObjectiveSummary s{o.name,  o.metric, o.unit, at_least ? "at_least" : "at_most",
                           o.limit, f.value,  {},     f.note};
        if (f.value) s.met = at_least ? *f.value >= o.limit : *f.value <= o.limit && !f.at_least;
        all.push_back(std::move(s));
    }
    return all;
}

}  // namespace mailsim::observe
