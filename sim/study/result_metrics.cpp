// Which figures of a run's summary become metrics of a study.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/result.hpp"

namespace mailsim::study {
namespace {

using observe::Curve;
using observe::Summary;

bool own(const Summary& s, const std::string& node) {
    return std::any_of(s.nodes.begin(), s.nodes.end(),
                       [&](const observe::NodeSummary& n) { return n.id == node && !n.peer; });
}

// Recipients in the care of the estate's own nodes, minute by minute of the measured part.
std::vector<double> queue_of(const Summary& s) {
    std::vector<double> all;
    for (const Curve& c : s.curves) {
        if (c.metric != "queue" || !own(s, c.node)) continue;
        auto from = static_cast<std::size_t>(std::ceil(s.measured_from / c.step)),
             to = std::min(c.value.size(), static_cast<std::size_t>(s.measured_to / c.step));
        if (to > from) all.resize(std::max(all.size(), to - from));
        for (std::size_t i = from; i < to; ++i) all[i - from] += c.value[i];
    }
    return all;
}

// Slope of the straight line through one value a minute, by least squares; a second.
std::optional<double> slope(const std::vector<double>& minutes) {
    auto n = static_cast<double>(minutes.size());
    if (minutes.size() < 5) return std::nullopt;
    double middle = (n - 1) / 2, sum = 0, squares = 0;
    for (std::size_t i = 0; i < minutes.size(); ++i) {
        sum += (static_cast<double>(i) - middle) * minutes[i];
        squares += (static_cast<double>(i) - middle) * (static_cast<double>(i) - middle);
    }
    return sum / squares / 60;
}

class Metrics {
  public:
    explicit Metrics(Result& to) : to_(to) {}
    void add(std::string name, std::optional<double> value) {
        if (value && std::isfinite(*value)) to_.metrics.emplace_back(std::move(name), *value);
    }
    void add(const std::string& prefix, const observe::DelaySummary& d) {
        add(prefix + "_mean", d.mean);
        add(prefix + "_p50", d.p50);
        add(prefix + "_p95", d.p95);
        add(prefix + "_p99", d.p99);
        add(prefix + "_max", d.max);
        for (const std::string& open : d.at_least) to_.at_least.push_back(prefix + "_" + open);
    }
    void add(const observe::LedgerSummary& l) {
        auto count = [&](const char* name, std::uint64_t n) { add(name, static_cast<double>(n)); };
        count("offered", l.offered);
        count("rejected", l.rejected);
        count("accepted", l.accepted);
        count("created", l.created);
        count("delivered", l.delivered);
        count("bounced", l.bounced);
        count("discarded", l.discarded);
        count("quarantined", l.quarantined);
        count("queued", l.queued);
        if (auto all = static_cast<double>(l.accepted + l.created); all > 0) {
            add("bounced_share", static_cast<double>(l.bounced) / all);
            add("queued_share", static_cast<double>(l.queued) / all);
        }
    }

  private:
    Result& to_;
};

void add_estate(Metrics& metrics, const Summary& s) {
    double queue = 0, refused = 0, busiest = 0;
    for (const observe::NodeSummary& n : s.nodes) {
        if (n.peer) continue;
        queue += n.queue_mean;
        refused += static_cast<double>(n.refused_sessions);
    }
    if (s.busiest) busiest = s.busiest->utilisation;
    std::optional<double> link;
    for (const observe::StationSummary& st : s.stations)
        if (st.resource == "link") link = std::max(link.value_or(0), st.utilisation);
    std::vector<double> minutes = queue_of(s);
    metrics.add("queue_mean", queue);
    metrics.add("queue_peak", minutes.empty() ? 0.0 : *std::max_element(minutes.begin(), minutes.end()));
    metrics.add("queue_growth", minutes.empty() ? std::optional<double>(0) : slope(minutes));
    metrics.add("offered_rate", s.messages_rate);
    metrics.add("fetch_rate", s.fetch_rate);
    metrics.add("refused_sessions", refused);
    metrics.add("busiest", busiest);
    metrics.add("busiest_link", link);
    metrics.add("error_rate", s.error_rate);
    metrics.add("dns_hit_rate", s.dns_hit_rate);
}

NodeResult node_result(const observe::NodeSummary& n) {
    const observe::UtilisationSummary& u = n.utilisation;
    return {n.id,         n.peer,
            u.processor,  u.disk,
            u.processes,  u.memory,
            n.queue_mean, static_cast<double>(n.queue_max),
            n.throughput, static_cast<double>(n.refused_sessions)};
}

bool wanted(const std::vector<std::string>& names, const std::string& metric) {
    return std::find(names.begin(), names.end(), metric) != names.end();
}

}  // namespace

Result result_of(const Summary& s, const Run& run) {
    Result r;
    r.replication = run.replication;
    r.measured_from = s.measured_from;
    r.measured_to = s.measured_to;
    Metrics metrics(r);
    metrics.add("delay", s.delay);
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        metrics.add(fmt::format("delay_{}", mail::name(static_cast<mail::Kind>(k))), s.delay_by[k]);
    metrics.add(s.ledger);
    add_estate(metrics, s);
    // What still waits may bounce yet.
    if (s.ledger.queued > 0) r.at_least.insert(r.at_least.end(), {"bounced", "bounced_share"});
    for (const observe::PhaseSummary& p : s.phases) {
        metrics.add(p.name + "_mean", p.mean);
        metrics.add(p.name + "_p95", p.p95);
    }
    r.objectives = s.objectives;
    r.ledger = s.ledger;
    for (const observe::NodeSummary& n : s.nodes) r.nodes.push_back(node_result(n));
    for (const Curve& c : s.curves)
        if (wanted(run.curves, c.metric)) r.curves.push_back(c);
    if (run.stations) r.stations = s.stations;
    r.differences = s.differences;
    return r;
}

const std::vector<ResultMetric>& metric_rows() {
    static const std::vector<ResultMetric> rows{
        {"delay_mean", "s", "mean delay of delivered mail"},
        {"delay_p50", "s", "median delay of delivered mail"},
        {"delay_p95", "s", "95th percentile of the delay of delivered mail"},
        {"delay_p99", "s", "99th percentile of the delay of delivered mail"},
        {"delay_max", "s", "longest delay of delivered mail"},
        {"offered", "recipients", "recipients offered at the edge"},
        {"rejected", "recipients", "recipients refused at the edge"},
        {"accepted", "recipients", "recipients that the estate took responsibility for"},
        {"created", "recipients", "recipients made inside: notifications, copies"},
        {"delivered", "recipients", "recipients in a mailbox or taken by a peer"},
        {"bounced", "recipients", "recipients given up with a notification"},
        {"discarded", "recipients", "recipients dropped on purpose"},
        {"quarantined", "recipients", "recipients held back for a person to look at"},
        {"queued", "recipients", "recipients in queues at the end"},
        {"bounced_share", "share", "bounced of accepted and created"},
        {"queued_share", "share", "queued at the end of accepted and created"},
        {"queue_mean", "recipients",
         "in the care of the estate's own nodes, time average of the measured part"},
        {"queue_peak", "recipients", "the same, highest minute"},
        {"queue_growth", "recipients/s", "the same, slope over the measured part; a stable system has none"},
        {"offered_rate", "recipients/s", "recipients offered a second"},
        {"fetch_rate", "sessions/s", "fetch sessions a second"},
        {"refused_sessions", "sessions", "sessions failed for lack of resources"},
        {"busiest", "share", "utilisation of the busiest resource of the estate"},
        {"busiest_link", "share", "utilisation of the busiest shared link"},
        {"error_rate", "share", "sessions failed for lack of resources, of all"},
        {"dns_hit_rate", "share", "names that the resolvers had in memory"},
    };
    return rows;
}

const std::vector<ResultMetric>& node_metric_rows() {
    static const std::vector<ResultMetric> rows{
        {"processor", "share", "of the node's host in use"},
        {"disk", "share", "of the node's host in use"},
        {"processes", "share", "of the process kind nearest to its limit in use"},
        {"memory", "share", "of the node's host, at its peak"},
        {"queue_mean", "recipients", "in the node's care, time average"},
        {"queue_max", "recipients", "in the node's care, at most"},
        {"throughput", "recipients/s", "recipients that left the node a second"},
    };
    return rows;
}

}  // namespace mailsim::study
