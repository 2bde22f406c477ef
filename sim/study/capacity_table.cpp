#include "study/capacity_table.hpp"

#include <algorithm>
#include <cmath>

#include "study/estimate.hpp"

namespace mailsim::study {
namespace {

// Nothing for limits that are no station's use, like deliveries at once.
std::optional<double> use_of(const std::string& station, const std::string& node, const std::string& resource,
                             const Result& r) {
    for (const auto& s : r.stations)
        if (s.name == station) return s.utilisation;
    if (resource != "memory") return station.empty() ? std::nullopt : std::optional(0.0);
    const NodeResult* found = r.node(node);
    return found ? found->memory.value_or(0) : 0;
}

TableObjective judged(std::size_t number, const ObjectiveCapacity& o, const std::vector<Result>& results) {
    TableObjective t{o.name, o.unit, o.direction, o.limit, {}, 0, 0};
    std::vector<double> values;
    for (const Result& r : results) {
        const auto& one = r.objectives[number];
        if (one.value) values.push_back(*one.value);
        if (one.met) ++(*one.met ? t.met : t.missed);
    }
    if (!values.empty()) t.value = figure_of(o.name, o.unit, values);
    return t;
}

}  // namespace

Figure figure_of(std::string name, std::string unit, const std::vector<double>& values) {
    Estimate e = mean_of(values);
    double mean = e.mean.value_or(values.empty() ? 0 : values.front());
    double low = e.low.value_or(mean), high = e.high.value_or(mean);
    if (unit == "share") low = std::max(low, 0.0), high = std::min(high, 1.0);  // Student's knows no bounds
    return {std::move(name), std::move(unit), mean, low, high, static_cast<int>(values.size())};
}

TableRow table_row(int percent, double load, const std::vector<ObjectiveCapacity>& objectives,
                   const std::vector<Result>& results, bool cut) {
    TableRow row;
    row.percent = percent;
    row.multiplier = load;
    auto add = [&](const char* name, const char* unit, auto value) {
        std::vector<double> values;
        for (const Result& r : results)
            if (std::optional<double> v = value(r)) values.push_back(*v);
        if (!values.empty()) row.metrics.push_back(figure_of(name, unit, values));
    };
    auto metric = [](const char* name) { return [name](const Result& r) { return r.metric(name); }; };
    add("messages_per_minute", "recipients/min", [](const Result& r) -> std::optional<double> {
        auto rate = r.metric("offered_rate");
        if (rate) *rate *= 60;
        return rate;
    });
    add("delay_mean", "s", metric("delay_mean"));
    add("delay_p50", "s", metric("delay_p50"));
    add("delay_p95", "s", metric("delay_p95"));
    add("delay_outgoing_mean", "s", metric("delay_outgoing_mean"));
    add("delay_outgoing_p95", "s", metric("delay_outgoing_p95"));
    add("error_rate", "share", metric("error_rate"));
    if (!cut)  // a shorter run leaves another amount behind
        add("queued", "recipients",
            [](const Result& r) -> std::optional<double> { return static_cast<double>(r.ledger.queued); });
    for (std::size_t i = 0; i < objectives.size(); ++i)
        row.objectives.push_back(judged(i, objectives[i], results));
    return row;
}

Busy busy_of(const Enlargement& e, const std::vector<Result>& results) {
    std::vector<double> values;
    for (const Result& r : results)
        if (auto use = use_of(e.station, e.node, e.resource, r)) values.push_back(*use);
    return {e.node, e.resource, e.process, e.servers, figure_of(e.station, "share", values)};
}

std::vector<Busy> busiest(const estate::Estate& estate, const std::vector<Result>& results) {
    std::vector<Busy> all;
    if (results.empty()) return all;
    for (const Enlargement& e : enlargements(estate, results.front(), 0.01))
        all.push_back(busy_of(e, results));
    std::stable_sort(all.begin(), all.end(),
                     [](const Busy& a, const Busy& b) { return a.utilisation.mean > b.utilisation.mean; });
    if (all.size() > 12) all.resize(12);
    return all;
}

std::vector<Busy> held_places(const std::vector<Busy>& busy, const Result& light) {
    constexpr double much = 0.2, hardly = 1.15;
    std::vector<Busy> held;
    for (const Busy& b : busy) {
        bool held_by_many = b.resource == "processes" || b.resource == "memory";
        if (!held_by_many || b.utilisation.mean < much) continue;
        double before = use_of(b.utilisation.name, b.node, b.resource, light).value_or(0);
        if (b.utilisation.mean <= before * hardly) held.push_back(b);
    }
    return held;
}

void draw_curve(Capacity& c, const LoadRuns& runs, double limit) {
    double end = c.crossing.load ? 1.5 * limit : INFINITY;
    for (const auto& [load, by_replication] : runs.seen()) {
        if (load > end) continue;
        std::vector<Result> results;
        for (const auto& [r, result] : by_replication) results.push_back(result);
        CurvePoint p;
        p.multiplier = load;
        for (std::size_t i = 0; i < c.objectives.size(); ++i)
            p.objectives.push_back(judged(i, c.objectives[i], results).value);
        for (const Busy& b : c.busy) {
            std::vector<double> values;
            for (const Result& r : results)
                values.push_back(use_of(b.utilisation.name, b.node, b.resource, r).value_or(0));
            p.busiest.push_back(figure_of(b.utilisation.name, "share", values));
        }
        c.curve.push_back(std::move(p));
        if (auto outgoing = results.front().metric("delay_outgoing_mean"))
            c.outgoing.emplace_back(load, *outgoing);
    }
    for (const TableRow& row : c.table) {
        double load = tidy(limit * row.percent / 100);
        if (std::vector<Result> results = runs.at(load); !results.empty())
            for (const observe::Curve& curve : results.front().curves)
                if (curve.node.empty() && curve.metric == "queue") c.queues.emplace_back(load, curve.value);
    }
}

double refused_share(const std::vector<Result>& results) {
    double refused = 0, offered = 0;
    for (const Result& r : results) {
        refused += static_cast<double>(r.ledger.rejected);
        offered += static_cast<double>(r.ledger.offered);
    }
    return offered > 0 ? refused / offered : 0;
}

std::vector<TwinRow> twin_of(const std::vector<Result>& results) {
    if (results.empty()) return {};
    const Result& r = results.front();
    return twin(r.stations, [&](const std::string& id) {
        const NodeResult* n = r.node(id);
        return n ? std::optional(NodeUse{n->refused, n->queue_mean}) : std::nullopt;
    });
}

}  // namespace mailsim::study
