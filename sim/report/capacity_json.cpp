#include <fmt/format.h>

#include "report/capacity.hpp"
#include "report/growth.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::Figure;

Value maybe(const std::optional<double>& v) { return v ? Value(*v) : Value(); }

Value interval(const Figure& f) {
    return Value::object({{"mean", f.mean}, {"low", f.low}, {"high", f.high}, {"n", f.n}});
}

Value crossing(const study::Crossing& x) {
    Value each = Value::array();
    for (double v : x.each) each.push(v);
    return Value::object({{"multiplier", maybe(x.load)},
                          {"low", x.low},
                          {"high", x.never() ? Value() : Value(x.high)},
                          {"state", x.load      ? "found"
                                    : x.never() ? "never fails"
                                                : "always fails"},
                          {"precise", x.precise},
                          {"replications", each}});
}

Value busy(const study::Busy& b) {
    return Value::object({{"node", b.node},
                          {"resource", b.resource},
                          {"process", b.process.empty() ? Value() : Value(b.process)},
                          {"servers", b.servers},
                          {"utilisation", interval(b.utilisation)}});
}

Value row(const study::TableRow& r) {
    Value metrics = Value::object(), objectives = Value::array();
    for (const Figure& f : r.metrics) metrics.set(f.name, interval(f));
    for (const auto& o : r.objectives) {
        objectives.push(Value::object({{"name", o.name},
                                       {"unit", o.unit},
                                       {"direction", o.direction},
                                       {"limit", o.limit},
                                       {"value", o.value ? Value(o.value->mean) : Value()},
                                       {"low", o.value ? Value(o.value->low) : Value()},
                                       {"high", o.value ? Value(o.value->high) : Value()},
                                       {"met", o.met + o.missed == 0 ? Value() : Value(o.missed == 0)},
                                       {"runs_met", o.met},
                                       {"runs_missed", o.missed}}));
    }
    return Value::object({{"percent", r.percent},
                          {"multiplier", r.multiplier},
                          {"metrics", metrics},
                          {"objectives", objectives}});
}

Value help(const study::Help& h) {
    Value sets = Value::array();
    for (const auto& a : h.what.set) sets.push(a.pointer + "=" + a.value);
    return Value::object({{"node", h.what.node},
                          {"resource", h.what.resource},
                          {"process", h.what.process.empty() ? Value() : Value(h.what.process)},
                          {"change", h.what.words},
                          {"set", sets},
                          {"before", maybe(h.before)},
                          {"after", maybe(h.after)},
                          {"no_limit", h.no_limit},
                          {"pairs", h.pairs},
                          {"difference", Value::object({{"low", maybe(h.low)}, {"high", maybe(h.high)}})},
                          {"words", h.words}});
}

Value curve(const study::Capacity& c) {
    Value all = Value::array();
    for (const auto& p : c.curve) {
        Value objectives = Value::object(), use = Value::object();
        for (std::size_t i = 0; i < p.objectives.size(); ++i)
            if (p.objectives[i]) objectives.set(c.objectives[i].name, interval(*p.objectives[i]));
        for (const Figure& f : p.busiest) use.set(f.name, interval(f));
        all.push(
            Value::object({{"multiplier", p.multiplier}, {"objectives", objectives}, {"utilisation", use}}));
    }
    return all;
}

template <class Row, class Make>
Value list(const std::vector<Row>& rows, Make make) {
    Value array = Value::array();
    for (const Row& r : rows) array.push(make(r));
    return array;
}

}  // namespace

Value to_json(const study::Capacity& c) {
    return Value::object(
        {{"title", c.title},
         {"scenario", c.scenario},
         {"complete", c.complete},
         {"capacity", crossing(c.crossing)},
         {"first_to_fail", c.first_to_fail.empty() ? Value() : Value(c.first_to_fail)},
         {"bottleneck", c.bottleneck ? busy(*c.bottleneck) : Value()},
         {"bottleneck_by", c.bottleneck_why},
         {"objectives", list(c.objectives,
                             [](const study::ObjectiveCapacity& o) {
                                 Value v = Value::object({{"name", o.name},
                                                          {"metric", o.metric},
                                                          {"unit", o.unit},
                                                          {"direction", o.direction},
                                                          {"limit", o.limit},
                                                          {"has_data", o.has_data}});
                                 bool known = o.crossing.load || o.crossing.low > 0 || o.crossing.high > 0;
                                 v.set("capacity", known ? crossing(o.crossing) : Value());
                                 return v;
                             })},
         {"table", list(c.table, row)},
         {"busiest", list(c.busy, busy)},
         {"held_places", list(c.held, busy)},
         {"helps", list(c.helps, help)},
         {"curve", curve(c)},
         {"measured_seconds", maybe(c.measured_seconds)},
         {"cut", c.cut},
         {"whole_runs", list(c.whole_runs,
                             [](const study::WholeRun& r) {
                                 return Value::object({{"multiplier", r.multiplier}, {"met", r.met}});
                             })},
         {"scale", c.scale},
         {"twin", to_json(c.twin)},
         {"warnings", list(c.warnings, [](const std::string& w) { return Value(w); })},
         {"runs", c.runs}});
}

std::string capacity_csv(const study::Capacity& c) {
    std::string out = "multiplier,figure,mean,low,high,n\n";
    auto line = [&](double load, const std::string& name, const Figure& f) {
        out += fmt::format("{},\"{}\",{},{},{},{}\n", load, name, f.mean, f.low, f.high, f.n);
    };
    for (const auto& p : c.curve) {
        for (std::size_t i = 0; i < p.objectives.size(); ++i)
            if (p.objectives[i]) line(p.multiplier, c.objectives[i].name, *p.objectives[i]);
        for (const Figure& f : p.busiest) line(p.multiplier, f.name + " utilisation", f);
    }
    return out;
}

}  // namespace mailsim::report
