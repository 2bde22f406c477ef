#include "observe/observer.hpp"

#include <fmt/format.h>

#include <climits>
#include <cmath>
#include <optional>

#include "base/random.hpp"
#include "observe/delays.hpp"
#include "observe/flows.hpp"
#include "observe/identities.hpp"
#include "observe/ledger.hpp"
#include "observe/objectives.hpp"
#include "observe/phases.hpp"
#include "observe/results.hpp"
#include "observe/rows.hpp"
#include "observe/series.hpp"
#include "observe/utilisation.hpp"

namespace mailsim::observe {
namespace {

using facts::Kind;

// Eight bars a factor of ten, over the range that occurred.
std::vector<DelayBar> delay_bars(const Delays& delays) {
    constexpr int bars_a_decade = 8;
    auto number = [](std::int64_t ns) {
        return static_cast<int>(
            std::floor(std::log10(std::max(static_cast<double>(ns) / 1e9, 1e-3)) * bars_a_decade));
    };
    std::vector<DelayBar> bars;
    int first = INT_MAX, last = INT_MIN;
    for (int pass : {0, 1})
        for (std::size_t kind = 0; kind < mail::kind_count; ++kind) {
            delays.delivered(static_cast<mail::Kind>(kind)).for_each([&](std::int64_t ns, std::uint64_t n) {
                int bar = number(ns);
                if (pass == 0) {
                    first = std::min(first, bar);
                    last = std::max(last, bar);
                    return;
                }
                bars.resize(static_cast<std::size_t>(last - first + 1));
                bars[static_cast<std::size_t>(bar - first)].count[kind] += n;
            });
        }
    for (std::size_t i = 0; i < bars.size(); ++i) {
        bars[i].from = std::pow(10.0, (first + static_cast<double>(i)) / bars_a_decade);
        bars[i].to = std::pow(10.0, (first + static_cast<double>(i) + 1) / bars_a_decade);
    }
    return bars;
}

}  // namespace

bool Keep::takes(std::uint64_t key) const {
    return every != 0 && (every == 1 || base::mix(key) % every == 0);
}

struct Observer::Parts {
    Parts(const estate::Estate& e, const scenario::Scenario& s, Options o)
        : estate(e),
          scenario(s),
          options(std::move(o)),
          warm(base::Instant{s.warm_up}),
          load_end(base::Instant{s.duration}),
          ledger(e.nodes.size()),
          flows(e.nodes.size()),
          delays(warm),
          phases(warm),
          series(e.nodes.size(), warm, load_end),
          identities(options.stations.size()),
          utilisation(e, options.stations, warm, load_end) {
        if (options.results.empty()) return;
        results = std::make_unique<Results>(options.results, e, s.start_of_week, options.rule_name);
        if (options.keep.every == 0) return;
        rows.emplace(
            [this](std::span<const MessageRow> messages, std::span<const HopRow> hops,
                   std::span<const AttemptRow> attempts) { results->write(messages, hops, attempts); });
    }

    const estate::Estate& estate;
    const scenario::Scenario& scenario;
    Options options;
    base::Instant warm, load_end;
    Ledger ledger;
    Flows flows;
    Delays delays;
    Phases phases;
    Series series;
    Identities identities;
    Utilisation utilisation;
    std::unique_ptr<Results> results;
    std::optional<Rows> rows;
    std::vector<EventSummary> events;
    std::uint64_t offered = 0, fetches = 0;  // in the measured part

    bool measured(base::Instant t) const { return t >= warm && t < load_end; }
    double measured_seconds(base::Instant end) const { return base::seconds(std::min(load_end, end) - warm); }
    void count_session(const facts::Fact& fact);
    bool keeps_fetch(const facts::Fact& fact) const {
        bool worth =
            fact.kind == Kind::fetched ? fact.value > 0 : fact.kind == Kind::session && fact.rule.valid();
        return worth && options.keep.takes(static_cast<std::uint64_t>(fact.amount));
    }
    void note(const facts::Fact& fact);
    std::string_view node_name(base::NodeId node) const {
        return node.valid() ? estate.node(node).id : std::string_view();
    }
    std::vector<NodeSummary> nodes(const EndState& end) const;
    void check(const EndState& end, Summary& summary) const;
    void write(const Summary& summary);
};

Observer::Observer(const estate::Estate& estate, const scenario::Scenario& scenario, Options options)
    : keep_(options.results.empty() ? Keep::none() : options.keep),
      parts_(std::make_unique<Parts>(estate, scenario, std::move(options))) {}
Observer::~Observer() = default;

void Observer::subscribe(facts::Stream& stream) {
    stream.subscribe(facts::Level::ledger, parts_.get(), &Observer::take_ledger);
    stream.subscribe(facts::Level::hop, parts_.get(), &Observer::take_hop);
    if (parts_->options.laws) stream.subscribe(facts::Level::visit, parts_.get(), &Observer::take_visit);
}

void Observer::take_ledger(void* to, const facts::Fact& fact) {
    Parts& parts = *static_cast<Parts*>(to);
    parts.ledger.take(fact);
    parts.flows.take(fact);
    parts.series.take_ledger(fact);
    if (fact.kind == Kind::delivered) parts.delays.take(fact);
    if (fact.kind == Kind::offered) parts.offered += parts.measured(fact.at);
    if (parts.rows) parts.rows->take_ledger(fact);
}

void Observer::take_hop(void* to, const facts::Fact& fact) {
    Parts& parts = *static_cast<Parts*>(to);
    switch (fact.kind) {
        case Kind::phase: return parts.phases.take_phase(fact);
        case Kind::session:
        case Kind::session_refused:
        case Kind::fetched: return parts.count_session(fact);
        case Kind::queued:
        case Kind::attempt:
            if (parts.rows) parts.rows->take_hop(fact);
            return;
        case Kind::notice: return parts.note(fact);
        default: return;
    }
}

void Observer::take_visit(void* to, const facts::Fact& fact) {
    static_cast<Parts*>(to)->identities.take(fact);
}

void Observer::Parts::count_session(const facts::Fact& fact) {
    phases.take_session(fact);
    if (fact.kind == Kind::fetched) fetches += measured(fact.at);
    if (fact.node.valid()) series.take_session(fact);
    if (rows && keeps_fetch(fact)) results->write(fetch_row(fact));
}

void Observer::Parts::note(const facts::Fact& fact) {
    events.push_back({base::seconds(fact.at), "notice", std::string(node_name(fact.node)),
                      fact.text ? fact.text : fmt::format("notice {}", fact.detail)});
}

void Observer::introduce(const mail::Message& message, std::span<const mail::Address> recipients,
                         std::uint32_t recipients_before) {
    if (parts_->rows) parts_->rows->introduce(message, recipients, recipients_before);
}

void Observer::sample(base::Instant now, std::span<const StationState> states) {
    parts_->utilisation.sample(now, states, parts_->series);
}

void Observer::event(base::Instant at, std::string_view kind, base::NodeId node, std::string_view detail) {
    parts_->events.push_back(
        {base::seconds(at), std::string(kind), std::string(parts_->node_name(node)), std::string(detail)});
}

void Observer::meta(std::string_view key, std::string_view value) {
    if (parts_->results) parts_->results->meta(key, value);
}

std::vector<NodeSummary> Observer::Parts::nodes(const EndState& end) const {
    double length = measured_seconds(end.at);
    std::vector<NodeSummary> all;
    for (std::size_t i = 0; i < estate.nodes.size(); ++i) {
        const estate::Node& node = estate.nodes[i];
        const NodeTrack& track = series.node(i);
        NodeSummary s;
        s.id = node.id;
        s.role = std::string(estate::name(node.role));
        s.peer = node.role == estate::Role::peer;
        utilisation.describe(base::NodeId{static_cast<std::uint32_t>(i)}, s);
        if (std::size_t host = estate.nodes[i].host.index(); host < end.memory.size())
            s.utilisation.memory = end.memory[host];
        s.queue_max = static_cast<std::uint64_t>(track.level_max());
        if (length > 0) {
            s.queue_mean = track.area() / length;
            s.throughput = static_cast<double>(track.left()) / length;
        }
        s.sessions = track.sessions;
        s.refused_sessions = track.refused;
        s.fetched_messages = track.fetched;
        s.ledger = ledger.node(i).summary(i < end.queued.size() ? end.queued[i] : 0);
        all.push_back(std::move(s));
    }
    return all;
}

namespace {

// Memory is told by its peak. Where that is full it is what keeps processes from starting, however little the
// rest is in use.
void look_at_memory(Summary& s) {
    constexpr double full = 0.95;
    for (const NodeSummary& node : s.nodes) {
        double peak = node.peer ? 0 : node.utilisation.memory.value_or(0);
        if (peak >= full && peak > (s.busiest ? s.busiest->utilisation : 0))
            s.busiest = BusiestSummary{node.id, "memory", peak};
    }
}

}  // namespace

void Observer::Parts::check(const EndState& end, Summary& summary) const {
    summary.differences = ledger.check(estate, end.queued);
    summary.checks = ledger.laws();
    if (end.waiting.size() != summary.ledger.queued)
        summary.differences.push_back(fmt::format("queues hold {} recipients by their count, {} one by one",
                                                  summary.ledger.queued, end.waiting.size()));
    ++summary.checks;
    if (!options.laws) return;
    for (std::string& line : identities.check(options.stations, end.stations))
        summary.differences.push_back(std::move(line));
    for (const StationRow& row : options.stations) summary.checks += row.resource == Resource::link ? 0 : 2;
}

void Observer::Parts::write(const Summary& summary) {
    if (rows) rows->finish(base::Instant{base::from_seconds(summary.simulated_seconds)});
    if (!results) return;
    for (const Curve& curve : summary.curves) results->write(curve);
    for (const EventSummary& event : summary.events) results->write(event);
    results->meta("complete", summary.complete ? "true" : "false");
    results->meta("simulated_seconds", fmt::format("{}", summary.simulated_seconds));
    results->close();
}

Summary Observer::finish(const EndState& end) {
    Parts& p = *parts_;
    p.series.close(end.at);
    p.utilisation.close(end.at, end.stations, p.series);
    for (const Waiting& w : end.waiting) p.delays.take_waiting(w.kind, w.submitted, end.at);

    Summary s;
    s.title = p.scenario.title.empty() ? p.scenario.name : p.scenario.title;
    s.complete = end.complete;
    s.simulated_seconds = base::seconds(end.at);
    s.measured_from = base::seconds(p.utilisation.measured_from());
    s.measured_to = base::seconds(p.utilisation.measured_to());
    std::uint64_t queued = 0;
    for (std::uint64_t n : end.queued) queued += n;
    s.ledger = p.ledger.total().summary(queued);
    s.outside_waiting = end.outside_waiting;
    s.delay = p.delays.summary();
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        s.delay_by[k] = p.delays.summary(static_cast<mail::Kind>(k));
    s.nodes = p.nodes(end);
    s.stations = p.utilisation.stations(p.identities);
    s.objectives = judge(p.scenario.objectives, {p.delays, p.phases, s.delay, s.ledger});
    s.phases = p.phases.phases();
    s.sessions = p.phases.sessions();
    if (double length = p.measured_seconds(end.at); length > 0) {
        s.messages_rate = static_cast<double>(p.offered) / length;
        s.fetch_rate = static_cast<double>(p.fetches) / length;
    }
    s.error_rate = p.phases.error_rate();
    s.dns_queries = end.dns_queries;
    if (end.dns_queries)
        s.dns_hit_rate = static_cast<double>(end.dns_hits) / static_cast<double>(end.dns_queries);
    s.busiest = p.utilisation.busiest(p.estate);
    look_at_memory(s);
    s.flows = p.flows.summary(p.estate);
    s.events = p.events;
    p.check(end, s);
    s.delay_bars = delay_bars(p.delays);
    s.curves = p.series.curves(p.estate);
    p.write(s);
    return s;
}

}  // namespace mailsim::observe
