#include "report/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/run_folder.hpp"

namespace mailsim::report {
namespace {

using json::Value;

constexpr std::size_t batches = 30;

std::optional<double> figure(const Value* v) {
    return v && v->is_number() ? std::optional(v->number()) : std::nullopt;
}

// A figure of both summaries at the same place; left out when neither has it.
void add(std::vector<Difference>& to, std::string metric, const char* unit, const Value* a, const Value* b) {
    Difference d{std::move(metric), unit, figure(a), figure(b), {}, false};
    if (d.first || d.second) to.push_back(std::move(d));
}

const Value* at(const Value* v, std::initializer_list<std::string_view> keys) {
    for (std::string_view key : keys) v = v ? v->find(key) : nullptr;
    return v;
}

void add_ledger(std::vector<Difference>& to, const Value& a, const Value& b) {
    for (const char* key : {"offered", "accepted", "rejected", "created", "delivered", "bounced", "discarded",
                            "quarantined", "queued"})
        add(to, std::string("ledger.") + key, "", at(&a, {"ledger", key}), at(&b, {"ledger", key}));
    add(to, "outside_waiting", "", a.find("outside_waiting"), b.find("outside_waiting"));
}

void add_delays(std::vector<Difference>& to, const Value& a, const Value& b) {
    auto all = [&](const std::string& name, const Value* x, const Value* y) {
        for (const char* key : {"mean", "p50", "p95", "p99", "max"})
            add(to, name + "." + key, "s", at(x, {key}), at(y, {key}));
        add(to, name + ".n", "", at(x, {"n"}), at(y, {"n"}));
        add(to, name + ".censored", "", at(x, {"censored"}), at(y, {"censored"}));
    };
    all("delay", a.find("delay"), b.find("delay"));
    for (const char* kind : {"internal", "incoming", "outgoing", "dsn", "spam"})
        all(std::string("delay_by.") + kind, at(&a, {"delay_by", kind}), at(&b, {"delay_by", kind}));
}

// Nodes of the first run, then those that only the second has.
std::vector<std::string> node_names(const Value& a, const Value& b) {
    std::vector<std::string> names;
    for (const Value* run : {&a, &b})
        for (const json::Member& m : run->find("nodes")->members())
            if (std::find(names.begin(), names.end(), m.key) == names.end()) names.push_back(m.key);
    return names;
}

// Means of the minutes of the measured part, in stretches of equal length.
std::vector<double> stretches(const RunFolder& run, const Minutes& minutes, std::size_t count) {
    auto from = static_cast<std::size_t>(std::ceil(run.measured_from() / 60));
    auto to = std::min(minutes.size(), static_cast<std::size_t>(run.measured_to() / 60));
    std::vector<double> part;
    for (std::size_t i = from; i < to; ++i) part.push_back(std::isnan(minutes[i]) ? 0 : minutes[i]);
    return batch_means(part, count);
}

// The interval of a time average's difference, from equal times of both runs. The same part of both must be
// measured, and be long enough for 24 stretches.
std::optional<Interval> by_time(const RunFolder& a, const RunFolder& b, const std::string& node,
                                const std::string& metric) {
    if (a.measured_from() != b.measured_from() || a.measured_to() != b.measured_to()) return std::nullopt;
    const Minutes *x = a.minutes(node, metric), *y = b.minutes(node, metric);
    if (!x || !y) return std::nullopt;
    constexpr std::size_t count = 24;
    std::vector<double> first = stretches(a, *x, count), second = stretches(b, *y, count);
    if (first.size() != count || second.size() != count) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) second[i] -= first[i];
    return interval_of(second);
}

void add_nodes(std::vector<Difference>& to, const RunFolder& a, const RunFolder& b) {
    for (const std::string& node : node_names(a.summary(), b.summary())) {
        const Value *x = a.summary().find("nodes")->find(node), *y = b.summary().find("nodes")->find(node);
        std::string name = "nodes." + node + ".";
        auto with = [&](const std::string& metric, const char* unit, const Value* p, const Value* q,
                        const char* sample) {
            std::size_t before = to.size();
            add(to, name + metric, unit, p, q);
            if (to.size() > before && sample && to.back().difference())
                to.back().interval = by_time(a, b, node, sample);
        };
        for (const char* key : {"processor", "disk", "processes"})
            with(std::string("utilisation.") + key, "share", at(x, {"utilisation", key}),
                 at(y, {"utilisation", key}), (std::string("utilisation.") + key).c_str());
        with("queue.mean", "", at(x, {"queue", "mean"}), at(y, {"queue", "mean"}), "queue");
        with("queue.max", "", at(x, {"queue", "max"}), at(y, {"queue", "max"}), nullptr);
        with("throughput", "", at(x, {"throughput"}), at(y, {"throughput"}), "throughput");
        with("refused_sessions", "", at(x, {"refused_sessions"}), at(y, {"refused_sessions"}), nullptr);
    }
}

const Value* objective(const Value& run, const std::string& name) {
    for (const Value& o : run.find("objectives")->items())
        if (const Value* n = o.find("name"); n && n->is_text() && n->text() == name) return &o;
    return nullptr;
}

void add_objectives(std::vector<Difference>& to, const Value& a, const Value& b) {
    for (const Value& o : a.find("objectives")->items()) {
        const Value *name = o.find("name"), *unit = o.find("unit");
        if (!name || !name->is_text()) continue;
        const Value* other = objective(b, name->text());
        add(to, "objectives." + name->text(),
            unit && unit->text() == "share" ? "share"
            : unit && unit->text() == "s"   ? "s"
                                            : "",
            o.find("value"), other ? other->find("value") : nullptr);
    }
}

// The delays of recipients that both runs delivered, in the order of their submission.
struct Pairs {
    std::vector<double> first, second, difference;
};

Pairs pairs(const RunFolder& a, const RunFolder& b, std::string_view kind) {
    std::unordered_map<std::uint64_t, double> others;
    auto name = [](const Delivery& d) {
        return static_cast<std::uint64_t>(d.key) * 0x9e3779b97f4a7c15ull + static_cast<std::uint64_t>(d.part);
    };
    for (const Delivery& d : b.deliveries())
        if (d.delay && (kind.empty() || d.kind == kind)) others.emplace(name(d), *d.delay);
    Pairs p;
    for (const Delivery& d : a.deliveries()) {
        if (!d.delay || (!kind.empty() && d.kind != kind)) continue;
        auto other = others.find(name(d));
        if (other == others.end()) continue;
        p.first.push_back(*d.delay);
        p.second.push_back(other->second);
        p.difference.push_back(other->second - *d.delay);
    }
    return p;
}

double mean(const std::vector<double>& figures) {
    double sum = 0;
    for (double f : figures) sum += f;
    return sum / static_cast<double>(figures.size());
}

// At least two messages a batch, or the batches say nothing.
void add_pairs(std::vector<Difference>& to, const RunFolder& a, const RunFolder& b, const std::string& kind) {
    Pairs p = pairs(a, b, kind);
    if (p.first.size() < 2 * batches) return;
    std::string metric = kind.empty() ? "delay_of_the_same.all" : "delay_of_the_same." + kind;
    to.push_back(
        {metric, "s", mean(p.first), mean(p.second), interval_of(batch_means(p.difference, batches)), true});
}

// The whole mean's difference is that of the pairs when every delivery of both runs is among them.
void use_pairs_for_the_mean(std::vector<Difference>& all, const RunFolder& a, const RunFolder& b) {
    Pairs p = pairs(a, b, "");
    auto delivered = [](const RunFolder& run) { return figure(at(&run.summary(), {"delay", "n"})); };
    auto size = static_cast<double>(p.first.size());
    if (p.first.size() < 2 * batches || delivered(a) != size || delivered(b) != size) return;
    for (Difference& d : all)
        if (d.metric == "delay.mean") {
            d.interval = interval_of(batch_means(p.difference, batches));
            d.paired = true;
        }
}

// Sums of the delays, and numbers delivered, by stretch of the measured part.
struct Stretches {
    std::vector<double> sum, n;
};

Stretches delay_stretches(const RunFolder& run, std::size_t count) {
    const Minutes* mean_delay = run.minutes("", "delay_mean");
    if (!mean_delay) return {};
    Minutes sums(mean_delay->size(), 0), numbers(mean_delay->size(), 0);
    for (const char* kind : {"internal", "incoming", "outgoing", "dsn", "spam"})
        if (const Minutes* rate = run.minutes("", std::string("delivered.") + kind))
            for (std::size_t i = 0; i < std::min(rate->size(), numbers.size()); ++i) numbers[i] += (*rate)[i];
    for (std::size_t i = 0; i < sums.size(); ++i)
        if (!std::isnan((*mean_delay)[i])) sums[i] = (*mean_delay)[i] * numbers[i];
    return {stretches(run, sums, count), stretches(run, numbers, count)};
}

// How far each stretch is from what the run's mean makes of its number: the variation of a ratio of two means
// (Law, Simulation Modeling and Analysis, 9.5.3 and 4.7).
std::vector<double> residuals(const Stretches& s) {
    double ratio = mean(s.sum) / mean(s.n);
    std::vector<double> out;
    for (std::size_t i = 0; i < s.sum.size(); ++i) out.push_back((s.sum[i] - ratio * s.n[i]) / mean(s.n));
    return out;
}

void use_time_for_the_mean(std::vector<Difference>& all, const RunFolder& a, const RunFolder& b) {
    constexpr std::size_t count = 24;
    if (a.measured_from() != b.measured_from() || a.measured_to() != b.measured_to()) return;
    Stretches x = delay_stretches(a, count), y = delay_stretches(b, count);
    if (x.n.size() != count || y.n.size() != count || mean(x.n) == 0 || mean(y.n) == 0) return;
    std::vector<double> first = residuals(x), second = residuals(y);
    for (Difference& d : all) {
        if (d.metric != "delay.mean" || d.interval || !d.difference()) continue;
        for (std::size_t i = 0; i < count; ++i) second[i] += *d.difference() - first[i];
        d.interval = interval_of(second);
    }
}

void add_notes(Comparison& c, const RunFolder& a, const RunFolder& b) {
    for (const RunFolder* run : {&a, &b}) {
        if (!run->summary().find("complete")->boolean()) c.notes.push_back(run->path() + " was interrupted.");
        if (run->deliveries().empty())
            c.notes.push_back(run->path() + " kept no rows: messages cannot be paired.");
    }
    if (a.measured_from() != b.measured_from() || a.measured_to() != b.measured_to())
        c.notes.push_back("The two runs measured different times: no intervals by time.");
    const Value *x = a.summary().find("title"), *y = b.summary().find("title");
    if (x && y && !(*x == *y)) c.notes.push_back("The two runs are of different scenarios.");
}

}  // namespace

std::optional<Comparison> compare(const std::string& first, const std::string& second,
                                  base::Problems& problems) {
    std::optional<RunFolder> a = RunFolder::open(first, problems), b = RunFolder::open(second, problems);
    if (!a || !b) return std::nullopt;
    Comparison c{first, second, {}, {}};
    add_notes(c, *a, *b);
    add_ledger(c.differences, a->summary(), b->summary());
    add_delays(c.differences, a->summary(), b->summary());
    use_pairs_for_the_mean(c.differences, *a, *b);
    use_time_for_the_mean(c.differences, *a, *b);
    for (const char* kind : {"", "internal", "incoming", "outgoing", "spam"})
        add_pairs(c.differences, *a, *b, kind);
    add(c.differences, "error_rate", "share", a->summary().find("error_rate"),
        b->summary().find("error_rate"));
    add_objectives(c.differences, a->summary(), b->summary());
    add_nodes(c.differences, *a, *b);
    return c;
}

json::Value to_json(const Comparison& c) {
    auto value = [](const std::optional<double>& v) { return v ? Value(*v) : Value(); };
    Value list = Value::array(), notes = Value::array();
    for (const std::string& note : c.notes) notes.push(note);
    for (const Difference& d : c.differences)
        list.push(Value::object({{"metric", d.metric},
                                 {"unit", d.unit},
                                 {"first", value(d.first)},
                                 {"second", value(d.second)},
                                 {"difference", value(d.difference())},
                                 {"low", d.interval ? Value(d.interval->low) : Value()},
                                 {"high", d.interval ? Value(d.interval->high) : Value()},
                                 {"paired", d.paired}}));
    return Value::object({{"first", c.first}, {"second", c.second}, {"notes", notes}, {"differences", list}});
}

}  // namespace mailsim::report
