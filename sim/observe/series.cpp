#include "observe/series.hpp"

#include <cmath>
#include <numeric>

namespace mailsim::observe {
namespace {

using facts::Kind;

std::int64_t ns(base::Instant t) { return t.time_since_epoch().count(); }

// A whole number of minutes, so that about fifty of them make the run.
std::int64_t delay_step(std::int64_t duration) {
    return std::max<std::int64_t>(1, (duration / 48 + minute_ns - 1) / minute_ns) * minute_ns;
}

void keep_if_any(std::vector<Curve>& all, Curve curve) {
    for (double v : curve.value)
        if (v != 0 && !std::isnan(v)) return all.push_back(std::move(curve));
}

template <class Row, class Figure>
Curve make_curve(const std::string& node, const char* metric, const char* unit, double step,
                 const std::vector<Row>& rows, Figure figure) {
    Curve curve{node, metric, unit, step, {}};
    curve.value.reserve(rows.size());
    for (const Row& row : rows) curve.value.push_back(figure(row));
    return curve;
}

void add_node_curves(std::vector<Curve>& all, const std::string& id,
                     const std::vector<NodeTrack::Minute>& minutes) {
    using Minute = NodeTrack::Minute;
    auto add = [&](const char* metric, const char* unit, auto figure) {
        keep_if_any(all, make_curve(id, metric, unit, 60, minutes, figure));
    };
    add("queue", "recipients", [](const Minute& m) { return m.queue; });
    add("throughput", "recipients/s", [](const Minute& m) { return m.left / 60.0; });
    add("delay_mean", "s",
        [](const Minute& m) { return m.delivered ? m.delay_sum / m.delivered : std::nan(""); });
    add("sessions", "sessions", [](const Minute& m) { return double(m.sessions); });
    add("refused_sessions", "sessions", [](const Minute& m) { return double(m.refused); });
    add("fetched", "messages", [](const Minute& m) { return double(m.fetched); });
    add("utilisation.processor", "share", [](const Minute& m) { return double(m.utilisation[0]); });
    add("utilisation.disk", "share", [](const Minute& m) { return double(m.utilisation[1]); });
    add("utilisation.processes", "share", [](const Minute& m) { return double(m.utilisation[2]); });
}

}  // namespace

void NodeTrack::advance(std::int64_t t, const Part& measured) {
    if (t <= last_) return;
    std::int64_t overlap = std::min(t, measured.to) - std::max(last_, measured.from);
    if (overlap > 0) area_ += static_cast<double>(level_) * static_cast<double>(overlap) / 1e9;
    while (t >= minute_end_) end_minute(minute_end_);
    minute_area_ += level_ * (t - last_);
    last_ = t;
}

void NodeTrack::end_minute(std::int64_t t) {
    minute_area_ += level_ * (t - last_);
    std::int64_t start = minute_end_ - minute_ns;
    if (t > start) now_.queue = static_cast<double>(minute_area_) / static_cast<double>(t - start);
    minutes_.push_back(now_);
    now_ = {};
    minute_area_ = 0;
    last_ = t;
    minute_end_ += minute_ns;
}

void NodeTrack::close(std::int64_t t, const Part& measured) {
    advance(t, measured);
    if (t > minute_end_ - minute_ns) end_minute(t);
}

void NodeTrack::take_ledger(const facts::Fact& fact, const Part& measured) {
    std::int64_t t = ns(fact.at);
    advance(t, measured);
    int change = ledger_change[static_cast<std::size_t>(fact.kind)];
    level_ += change;
    level_max_ = std::max(level_max_, level_);
    if (change >= 0) return;
    ++now_.left;
    left_ += measured.contains(t);
    if (fact.kind != Kind::delivered) return;
    ++now_.delivered;
    now_.delay_sum += static_cast<double>(fact.value) / 1e9;
}

void NodeTrack::take_session(const facts::Fact& fact, const Part& measured) {
    advance(ns(fact.at), measured);
    switch (fact.kind) {
        case Kind::session:
            ++now_.sessions;
            ++sessions;
            break;
        case Kind::session_refused:
            ++now_.refused;
            ++refused;
            break;
        default:
            now_.fetched += static_cast<std::uint32_t>(fact.value);
            fetched += static_cast<std::uint64_t>(fact.value);
    }
}

void NodeTrack::set_utilisation(std::size_t minute, Resource resource, double value) {
    if (minute >= minutes_.size()) return;
    float& figure = minutes_[minute].utilisation[static_cast<std::size_t>(resource)];
    figure = std::max(figure, static_cast<float>(value));
}

Series::Series(std::size_t nodes, base::Instant from, base::Instant to)
    : measured_{ns(from), ns(to)}, nodes_(nodes), step_(delay_step(ns(to))), step_end_(step_) {}

void Series::advance_estate(std::int64_t t) {
    while (t >= minute_end_) {
        minutes_.push_back(now_);
        now_ = {};
        minute_end_ += minute_ns;
    }
    while (t >= step_end_) end_step();
}

void Series::end_step() {
    const Histogram& h = step_delays_;
    double none = std::nan("");
    steps_.push_back(h.count() ? DelayStep{h.quantile(0.5), h.quantile(0.95), h.quantile(0.99)}
                               : DelayStep{none, none, none});
    if (h.count()) step_delays_.clear();
    step_end_ += step_;
}

void Series::take_ledger(const facts::Fact& fact) {
    nodes_[fact.node.index()].take_ledger(fact, measured_);
    if (fact.kind != Kind::delivered && fact.kind != Kind::offered && fact.kind != Kind::rejected) return;
    advance_estate(ns(fact.at));
    now_.offered += fact.kind == Kind::offered;
    now_.rejected += fact.kind == Kind::rejected;
    if (fact.kind != Kind::delivered) return;
    ++now_.delivered[fact.mail_kind];
    now_.delay_sum += static_cast<double>(fact.value) / 1e9;
    step_delays_.add(base::Duration{fact.value});
}

void Series::advance(base::Instant now) {
    for (NodeTrack& node : nodes_) node.advance(ns(now), measured_);
    advance_estate(ns(now));
}

void Series::close(base::Instant end) {
    for (NodeTrack& node : nodes_) node.close(ns(end), measured_);
    advance_estate(ns(end));
    if (ns(end) > minute_end_ - minute_ns) minutes_.push_back(now_);
    if (ns(end) > step_end_ - step_) end_step();
}

std::vector<Curve> Series::curves(const estate::Estate& estate) const {
    std::vector<Curve> all;
    for (std::size_t kind = 0; kind < mail::kind_count; ++kind)
        keep_if_any(
            all,
            make_curve("", (std::string("delivered.") + mail::name(static_cast<mail::Kind>(kind))).c_str(),
                       "recipients/s", 60, minutes_,
                       [=](const EstateMinute& m) { return m.delivered[kind] / 60.0; }));
    keep_if_any(all, make_curve("", "offered", "recipients/s", 60, minutes_,
                                [](const EstateMinute& m) { return m.offered / 60.0; }));
    keep_if_any(all, make_curve("", "rejected", "recipients/s", 60, minutes_,
                                [](const EstateMinute& m) { return m.rejected / 60.0; }));
    keep_if_any(all, make_curve("", "delay_mean", "s", 60, minutes_, [](const EstateMinute& m) {
                    std::uint32_t n = std::accumulate(m.delivered.begin(), m.delivered.end(), 0u);
                    return n ? m.delay_sum / n : std::nan("");
                }));
    double step = static_cast<double>(step_) / 1e9;
    keep_if_any(all,
                make_curve("", "delay_p50", "s", step, steps_, [](const DelayStep& s) { return s.p50; }));
    keep_if_any(all,
                make_curve("", "delay_p95", "s", step, steps_, [](const DelayStep& s) { return s.p95; }));
    keep_if_any(all,
                make_curve("", "delay_p99", "s", step, steps_, [](const DelayStep& s) { return s.p99; }));
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        add_node_curves(all, estate.nodes[i].id, nodes_[i].minutes());
    return all;
}

}  // namespace mailsim::observe
