#include "report/summary_json.hpp"

namespace mailsim::report {
namespace {

using json::Value;

Value figure(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

Value texts(const std::vector<std::string>& list) {
    Value array = Value::array();
    for (const std::string& text : list) array.push(text);
    return array;
}

// The words that both the estate's and a node's ledger have, in the order of a recipient's life.
void add_ends(Value& to, const observe::LedgerSummary& l) {
    to.set("delivered", l.delivered);
    to.set("bounced", l.bounced);
    to.set("discarded", l.discarded);
    to.set("quarantined", l.quarantined);
    to.set("queued", l.queued);
}

Value estate_ledger(const observe::LedgerSummary& l) {
    Value v = Value::object(
        {{"offered", l.offered}, {"accepted", l.accepted}, {"rejected", l.rejected}, {"created", l.created}});
    add_ends(v, l);
    return v;
}

Value node_ledger(const observe::LedgerSummary& l) {
    Value v = Value::object({{"offered", l.offered},
                             {"rejected", l.rejected},
                             {"accepted", l.accepted},
                             {"received", l.received},
                             {"created", l.created},
                             {"handed_on", l.handed_on}});
    add_ends(v, l);
    return v;
}

Value delay(const observe::DelaySummary& d) {
    return Value::object({{"n", d.n},
                          {"mean", figure(d.mean)},
                          {"p50", figure(d.p50)},
                          {"p95", figure(d.p95)},
                          {"p99", figure(d.p99)},
                          {"max", figure(d.max)},
                          {"censored", d.censored},
                          {"at_least", texts(d.at_least)}});
}

Value node(const observe::NodeSummary& n) {
    Value processes = Value::object();
    for (const auto& [kind, share] : n.processes) processes.set(kind, share);
    return Value::object({{"role", n.role},
                          {"utilisation", Value::object({{"processor", figure(n.utilisation.processor)},
                                                         {"disk", figure(n.utilisation.disk)},
                                                         {"processes", figure(n.utilisation.processes)},
                                                         {"memory", figure(n.utilisation.memory)}})},
                          {"queue", Value::object({{"mean", n.queue_mean}, {"max", n.queue_max}})},
                          {"throughput", n.throughput},
                          {"ledger", node_ledger(n.ledger)},
                          {"processes", processes},
                          {"sessions", n.sessions},
                          {"refused_sessions", n.refused_sessions},
                          {"fetched_messages", n.fetched_messages}});
}

Value objective(const observe::ObjectiveSummary& o) {
    return Value::object({{"name", o.name},
                          {"metric", o.metric},
                          {"unit", o.unit},
                          {"direction", o.direction},
                          {"limit", o.limit},
                          {"value", figure(o.value)},
                          {"met", o.met ? Value(*o.met) : Value()},
                          {"note", o.note}});
}

Value station(const observe::StationSummary& s) {
    return Value::object({{"name", s.name},
                          {"resource", s.resource},
                          {"servers", s.servers},
                          {"utilisation", s.utilisation},
                          {"population_mean", s.population_mean},
                          {"visits", s.visits},
                          {"sojourn_mean", figure(s.sojourn_mean)},
                          {"demand_mean", figure(s.demand_mean)}});
}

Value phase(const observe::PhaseSummary& p) {
    return Value::object({{"name", p.name},
                          {"n", p.n},
                          {"mean", figure(p.mean)},
                          {"p50", figure(p.p50)},
                          {"p95", figure(p.p95)},
                          {"p99", figure(p.p99)},
                          {"max", figure(p.max)}});
}

Value session(const observe::SessionSummary& s) {
    return Value::object({{"kind", s.kind},
                          {"sessions", s.sessions},
                          {"refused", s.refused},
                          {"fetches", s.fetches},
                          {"messages", s.messages}});
}

Value flow(const observe::FlowSummary& f) {
    return Value::object({{"from", f.from}, {"to", f.to}, {"recipients", f.recipients}});
}

Value event(const observe::EventSummary& e) {
    return Value::object({{"t", e.t}, {"kind", e.kind}, {"node", e.node}, {"detail", e.detail}});
}

template <class Row, class Make>
Value list(const std::vector<Row>& rows, Make make) {
    Value array = Value::array();
    for (const Row& row : rows) array.push(make(row));
    return array;
}

Value busiest(const std::optional<observe::BusiestSummary>& b) {
    if (!b) return {};
    return Value::object({{"node", b->node}, {"resource", b->resource}, {"utilisation", b->utilisation}});
}

}  // namespace

Value to_json(const observe::Summary& s) {
    Value by_kind = Value::object(), nodes = Value::object();
    for (std::size_t k = 0; k < mail::kind_count; ++k)
        by_kind.set(mail::name(static_cast<mail::Kind>(k)), delay(s.delay_by[k]));
    for (const observe::NodeSummary& n : s.nodes) nodes.set(n.id, node(n));
    return Value::object(
        {{"title", s.title},
         {"complete", s.complete},
         {"simulated_seconds", s.simulated_seconds},
         {"measured", Value::object({{"from", s.measured_from}, {"to", s.measured_to}})},
         {"ledger", estate_ledger(s.ledger)},
         {"outside_waiting", s.outside_waiting},
         {"delay", delay(s.delay)},
         {"delay_by", by_kind},
         {"nodes", nodes},
         {"busiest", busiest(s.busiest)},
         {"objectives", list(s.objectives, objective)},
         {"error_rate", figure(s.error_rate)},
         {"rates",
          Value::object({{"recipients_offered", s.messages_rate}, {"fetch_sessions", s.fetch_rate}})},
         {"phases", list(s.phases, phase)},
         {"sessions", list(s.sessions, session)},
         {"dns", Value::object({{"queries", s.dns_queries}, {"hit_rate", figure(s.dns_hit_rate)}})},
         {"flows", list(s.flows, flow)},
         {"stations", list(s.stations, station)},
         {"events", list(s.events, event)},
         {"self_check", Value::object({{"checks", s.checks}, {"differences", texts(s.differences)}})}});
}

}  // namespace mailsim::report
