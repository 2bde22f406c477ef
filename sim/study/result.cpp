#include "study/result.hpp"

#include <algorithm>

#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::study {
namespace {

using json::Value;
using observe::Curve;
using observe::LedgerSummary;
using observe::ObjectiveSummary;
using observe::StationSummary;

Value figure(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

std::optional<double> number_in(const Value& object, std::string_view key) {
    const Value* v = object.find(key);
    return v && v->is_number() ? std::optional(v->number()) : std::nullopt;
}
std::string text_in(const Value& object, std::string_view key) {
    const Value* v = object.find(key);
    return v && v->is_text() ? v->text() : std::string();
}

// The ledger's words and where each stands.
struct LedgerWord {
    const char* name;
    std::uint64_t LedgerSummary::*count;
};
constexpr LedgerWord ledger_words[] = {
    {"offered", &LedgerSummary::offered},     {"rejected", &LedgerSummary::rejected},
    {"accepted", &LedgerSummary::accepted},   {"created", &LedgerSummary::created},
    {"delivered", &LedgerSummary::delivered}, {"bounced", &LedgerSummary::bounced},
    {"discarded", &LedgerSummary::discarded}, {"quarantined", &LedgerSummary::quarantined},
    {"queued", &LedgerSummary::queued}};

Value ledger_json(const LedgerSummary& ledger) {
    Value v = Value::object();
    for (const LedgerWord& word : ledger_words) v.set(word.name, ledger.*word.count);
    return v;
}
LedgerSummary ledger_of(const Value& v) {
    LedgerSummary ledger;
    for (const LedgerWord& word : ledger_words)
        ledger.*word.count = static_cast<std::uint64_t>(number_in(v, word.name).value_or(0));
    return ledger;
}

Value objective_json(const ObjectiveSummary& o) {
    return Value::object({{"name", o.name},
                          {"metric", o.metric},
                          {"unit", o.unit},
                          {"direction", o.direction},
                          {"limit", o.limit},
                          {"value", figure(o.value)},
                          {"met", o.met ? Value(*o.met) : Value()},
                          {"note", o.note}});
}
ObjectiveSummary objective_of(const Value& v) {
    ObjectiveSummary o{text_in(v, "name"),
                       text_in(v, "metric"),
                       text_in(v, "unit"),
                       text_in(v, "direction"),
                       number_in(v, "limit").value_or(0),
                       number_in(v, "value"),
                       {},
                       text_in(v, "note")};
    if (const Value* met = v.find("met"); met && met->is_boolean()) o.met = met->boolean();
    return o;
}

Value node_json(const NodeResult& n) {
    Value v = Value::object();
    if (n.peer) v.set("peer", true);
    for (const auto& [name, value] : {std::pair{"processor", n.processor},
                                      {"disk", n.disk},
                                      {"processes", n.processes},
                                      {"memory", n.memory}})
        if (value) v.set(name, *value);
    v.set("queue_mean", n.queue_mean);
    v.set("queue_max", n.queue_max);
    v.set("throughput", n.throughput);
    if (n.refused > 0) v.set("refused", n.refused);
    return v;
}
NodeResult node_of(const std::string& id, const Value& v) {
    auto number = [&](const char* key) { return number_in(v, key); };
    return {id,
            v.find("peer") != nullptr,
            number("processor"),
            number("disk"),
            number("processes"),
            number("memory"),
            number("queue_mean").value_or(0),
            number("queue_max").value_or(0),
            number("throughput").value_or(0),
            number("refused").value_or(0)};
}

Value curve_json(const Curve& c) {
    Value values = Value::array();
    for (double v : c.value) values.push(v);  // NaN becomes null
    return Value::object(
        {{"node", c.node}, {"metric", c.metric}, {"unit", c.unit}, {"step", c.step}, {"value", values}});
}
Curve curve_of(const Value& v) {
    Curve c{
        text_in(v, "node"), text_in(v, "metric"), text_in(v, "unit"), number_in(v, "step").value_or(60), {}};
    if (const Value* values = v.find("value"); values && values->is_array())
        for (const Value& one : values->items())
            c.value.push_back(one.is_number() ? one.number() : std::numeric_limits<double>::quiet_NaN());
    return c;
}

Value station_json(const StationSummary& s) {
    return Value::object({{"name", s.name},
                          {"resource", s.resource},
                          {"servers", s.servers},
                          {"utilisation", s.utilisation},
                          {"population_mean", s.population_mean},
                          {"visits", s.visits},
                          {"sojourn_mean", figure(s.sojourn_mean)},
                          {"demand_mean", figure(s.demand_mean)}});
}
StationSummary station_of(const Value& v) {
    auto number = [&](const char* key) { return number_in(v, key); };
    return {text_in(v, "name"),
            text_in(v, "resource"),
            number("servers").value_or(1),
            number("utilisation").value_or(0),
            number("population_mean").value_or(0),
            static_cast<std::uint64_t>(number("visits").value_or(0)),
            number("sojourn_mean"),
            number("demand_mean")};
}

template <class Row, class Make>
Value list(const std::vector<Row>& rows, Make make) {
    Value array = Value::array();
    for (const Row& row : rows) array.push(make(row));
    return array;
}
template <class Row, class Make>
void read_list(const Value& tree, const char* key, std::vector<Row>& into, Make make) {
    if (const Value* rows = tree.find(key); rows && rows->is_array())
        for (const Value& row : rows->items()) into.push_back(make(row));
}

Value text_json(const std::string& text) { return Value(text); }
std::string text_of(const Value& v) { return v.is_text() ? v.text() : std::string(); }

}  // namespace

std::string to_line(const Result& r) {
    Value metrics = Value::object(), nodes = Value::object();
    for (const auto& [name, value] : r.metrics) metrics.set(name, value);
    for (const NodeResult& node : r.nodes) nodes.set(node.id, node_json(node));
    Value tree =
        Value::object({{"line", r.line},
                       {"id", r.id},
                       {"replication", r.replication},
                       {"measured", Value::object({{"from", r.measured_from}, {"to", r.measured_to}})},
                       {"metrics", metrics},
                       {"at_least", list(r.at_least, text_json)},
                       {"objectives", list(r.objectives, objective_json)},
                       {"ledger", ledger_json(r.ledger)},
                       {"nodes", nodes}});
    if (!r.curves.empty()) tree.set("curves", list(r.curves, curve_json));
    if (!r.stations.empty()) tree.set("stations", list(r.stations, station_json));
    if (r.pairing) tree.set("pairing", to_json(*r.pairing));
    tree.set("differences", list(r.differences, text_json));
    return json::compact(tree);
}

base::expected<Result, std::string> result_of_line(std::string_view text) {
    base::Problems problems;
    auto tree = json::read(text, "", problems);
    if (!tree || !problems.empty()) return base::unexpected(std::string("is not JSON"));
    const Value *metrics = tree->find("metrics"), *nodes = tree->find("nodes"),
                *ledger = tree->find("ledger"), *measured = tree->find("measured");
    auto line = number_in(*tree, "line");
    if (!line || !metrics || !metrics->is_object() || !nodes || !nodes->is_object() || !ledger || !measured ||
        text_in(*tree, "id").empty())
        return base::unexpected(std::string("is no result of a run"));
    Result r;
    r.line = static_cast<std::size_t>(*line);
    r.id = text_in(*tree, "id");
    r.replication = static_cast<std::uint64_t>(number_in(*tree, "replication").value_or(0));
    r.measured_from = number_in(*measured, "from").value_or(0);
    r.measured_to = number_in(*measured, "to").value_or(0);
    for (const json::Member& m : metrics->members())
        if (m.value.is_number()) r.metrics.emplace_back(m.key, m.value.number());
    read_list(*tree, "at_least", r.at_least, text_of);
    read_list(*tree, "objectives", r.objectives, objective_of);
    r.ledger = ledger_of(*ledger);
    for (const json::Member& m : nodes->members()) r.nodes.push_back(node_of(m.key, m.value));
    read_list(*tree, "curves", r.curves, curve_of);
    read_list(*tree, "stations", r.stations, station_of);
    if (const Value* pairing = tree->find("pairing"); pairing && pairing->is_object())
        r.pairing = pairing_of(*pairing);
    read_list(*tree, "differences", r.differences, text_of);
    return r;
}

const NodeResult* Result::node(std::string_view id_wanted) const {
    for (const NodeResult& n : nodes)
        if (n.id == id_wanted) return &n;
    return nullptr;
}

std::optional<double> Result::metric(std::string_view name) const {
    for (const auto& [own, value] : metrics)
        if (own == name) return value;
    for (const ObjectiveSummary& o : objectives)
        if (o.name == name) return o.value;
    std::size_t dot = name.rfind('.');
    const NodeResult* n = dot == std::string_view::npos ? nullptr : node(name.substr(0, dot));
    if (!n) return std::nullopt;
    std::string_view last = name.substr(dot + 1);
    if (last == "processor") return n->processor;
    if (last == "disk") return n->disk;
    if (last == "processes") return n->processes;
    if (last == "memory") return n->memory;
    if (last == "queue_mean") return n->queue_mean;
    if (last == "queue_max") return n->queue_max;
    if (last == "throughput") return n->throughput;
    return std::nullopt;
}

}  // namespace mailsim::study
