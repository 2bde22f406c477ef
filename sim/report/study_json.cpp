#include "report/study_json.hpp"

#include "json/read.hpp"

namespace mailsim::report {
namespace {

using json::Value;
using study::Estimate;

Value figure(const std::optional<double>& value) { return value ? Value(*value) : Value(); }

Value texts(const std::vector<std::string>& list) {
    Value array = Value::array();
    for (const std::string& text : list) array.push(text);
    return array;
}

Value parameters(const study::DesignPoint& design) {
    Value object = Value::object();
    for (const study::Parameter& p : design.parameters)
        object.set(p.target, config::value_of({p.target, p.value}));
    return object;
}

Value metric(const study::MetricEstimate& m) {
    Value v = to_json(m.estimate);
    v.set("unit", m.unit);
    v.set("statistic", m.statistic);
    if (m.censored) v.set("censored", m.censored);
    if (!m.difference) return v;
    Value d = to_json(m.difference->estimate);
    d.set("variance_reduction", figure(m.difference->variance_reduction));
    d.set("unpaired_half_width", m.difference->unpaired_half_width);
    v.set("difference", d);
    return v;
}

Value objective(const study::ObjectiveEstimate& o) {
    Value v = Value::object({{"name", o.name},
                             {"metric", o.metric},
                             {"unit", o.unit},
                             {"direction", o.direction},
                             {"limit", o.limit}});
    Value e = to_json(o.estimate);
    for (const json::Member& member : e.members()) v.set(member.key, member.value);
    v.set("verdict", study::name(o.verdict));
    v.set("note", o.note);
    return v;
}

Value node(const study::NodeEstimate& n) {
    return Value::object({{"utilisation", Value::object({{"processor", to_json(n.processor)},
                                                         {"disk", to_json(n.disk)},
                                                         {"processes", to_json(n.processes)},
                                                         {"memory", to_json(n.memory)}})},
                          {"queue", to_json(n.queue)}});
}

Value point(const study::Point& p) {
    Value metrics = Value::object(), objectives = Value::array(), nodes = Value::object();
    for (const study::MetricEstimate& m : p.metrics) {
        // One metric may be asked for with several statistics; the mean keeps the plain name.
        bool plain = m.statistic == "mean" || !metrics.find(m.name);
        metrics.set(plain ? m.name : m.name + " " + m.statistic, metric(m));
    }
    for (const study::ObjectiveEstimate& o : p.objectives) objectives.push(objective(o));
    for (const study::NodeEstimate& n : p.nodes) nodes.set(n.id, node(n));
    return Value::object({{"name", p.design.variant.name},
                          {"parameters", parameters(p.design)},
                          {"replications", p.lines.size()},
                          {"metrics", metrics},
                          {"objectives", objectives},
                          {"nodes", nodes},
                          {"warnings", texts(p.warnings)}});
}

}  // namespace

Value to_json(const Estimate& e) {
    return Value::object(
        {{"mean", figure(e.mean)}, {"low", figure(e.low)}, {"high", figure(e.high)}, {"n", e.n}});
}

Value to_json(const study::Conclusion& c) {
    Value points = Value::array();
    for (const study::Point& p : c.points) points.push(point(p));
    return Value::object(
        {{"title", c.study.title.empty() ? c.study.name : c.study.title},
         {"complete", c.complete},
         {"scenario", c.scenario_title},
         {"topology", c.topology},
         {"confidence", c.study.confidence},
         {"baseline", c.study.baseline},
         {"warm_up", Value::object({{"seconds", c.warm_up.seconds}, {"how", c.warm_up.how}})},
         {"runs", c.runs},
         {"pilot_runs", c.pilots},
         {"points", points},
         {"warnings", texts(c.warnings)},
         {"failures", texts(c.failures)}});
}

}  // namespace mailsim::report
