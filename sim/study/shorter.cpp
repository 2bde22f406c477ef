#include "study/shorter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "json/pointer.hpp"
#include "json/write.hpp"
#include "queue/presets.hpp"

namespace mailsim::study {
namespace {

using json::Value;
using scenario::Objective;

std::string seconds_text(double seconds) { return fmt::format("{:.9g} s", seconds); }

bool is_delay(const std::string& metric) { return metric.starts_with("delay_"); }
bool counts_in_time(const std::string& metric) { return metric == "delivery" || metric == "outgoing"; }
bool counts_what_is_left(const std::string& metric) { return metric == "queued" || metric == "bounced"; }

Value limit_value(const Objective& o) {
    if (o.unit == "share") return fmt::format("{:.12g} %", o.limit * 100);
    if (o.unit == "s") return seconds_text(o.limit);
    return o.limit;
}

Value objective_value(const Objective& o) {
    Value v =
        Value::object({{"name", o.name},
                       {"metric", o.metric},
                       {"direction", o.direction == Objective::Direction::at_least ? "at_least" : "at_most"},
                       {"limit", limit_value(o)}});
    if (o.within > 0) v.set("within", seconds_text(o.within));
    return v;
}

// The scenario's objectives and, behind them, the tighter ones: always met, only looked at.
config::Assignment objectives_set(const scenario::Scenario& s, const Shorter& how) {
    Value all = Value::array();
    for (const Objective& o : s.objectives) all.push(objective_value(o));
    for (std::size_t i : how.tight) {
        Objective o = s.objectives[i];
        o.name += ", tighter";
        o.within /= how.times;
        o.direction = Objective::Direction::at_least;
        o.limit = 0;
        all.push(objective_value(o));
    }
    return {"/objectives", json::compact(all)};
}

// What is delivered later than every time limit changes no objective; a queue's content does.
std::optional<config::Assignment> drain_set(const scenario::Scenario& s) {
    double longest = 60;
    for (const Objective& o : s.objectives) {
        if (counts_what_is_left(o.metric)) return std::nullopt;
        longest = std::max(longest, is_delay(o.metric) ? o.limit : o.within);
    }
    double enough = longest * 1.5;
    if (!s.drain || enough >= base::seconds(s.drain_limit)) return std::nullopt;
    return config::Assignment{"/drain_limit", json::quoted(seconds_text(enough))};
}

// In the middle of what the whole run measures, so that a day's profile is there what it is on the whole.
config::Assignment start_set(const scenario::Scenario& s, const Shorter& how) {
    constexpr const char* days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                    "Friday", "Saturday", "Sunday"};
    double whole = base::seconds(s.duration - s.warm_up), warm = base::seconds(s.warm_up);
    double start = base::seconds(s.start_of_week) + warm + whole / 2 - warm / how.times - how.measured / 2;
    auto minutes = static_cast<int>(std::max(0.0, start / 60)) % (7 * 24 * 60);
    return {"/start", json::quoted(fmt::format("{} {:02}:{:02}", days[minutes / 1440], minutes / 60 % 24,
                                               minutes % 60))};
}

// What fills and what waits in a queue, so many times as small.
void shrink_queue(const estate::Node& node, double times, std::vector<config::Assignment>& set) {
    std::string queue = "/topology/nodes/" + json::escape_token(node.id) + "/queue/";
    auto less = [&](const char* key, int value) {
        set.push_back({queue + key, std::to_string(std::max(1, static_cast<int>(value / times)))});
    };
    auto sooner = [&](const char* key, base::Duration value) {
        set.push_back({queue + key, json::quoted(seconds_text(base::seconds(value) / times))});
    };
    less("active_limit", node.queue.active_limit);
    less("active_recipient_limit", node.queue.active_recipient_limit);
    if (node.queue.schedule != "postfix") {  // a table of its own
        std::string stretched = fmt::format("{} x {:.6g}", node.queue.schedule, 1 / times);
        if (queue::schedule_called(stretched)) set.push_back({queue + "schedule", json::quoted(stretched)});
        return;
    }
    sooner("minimal_backoff", node.queue.minimal_backoff);
    sooner("maximal_backoff", node.queue.maximal_backoff);
    sooner("scan", node.queue.scan);
    if (node.queue.dead_time.count() > 0) sooner("dead_time", node.queue.dead_time);
}

void judge(observe::ObjectiveSummary& o) {
    if (o.value) o.met = o.direction == "at_least" ? *o.value >= o.limit : *o.value <= o.limit;
}

// A delay that is `value` after a run k times as short, and was `light` when nothing was in its way.
double grown(double value, double light, double times) {
    return value <= light ? value : light + (value - light) * times;
}

void grow_metrics(Result& r, const Result& light, double times) {
    for (auto& [name, value] : r.metrics) {
        if (!name.starts_with("delay_")) continue;
        if (auto before = light.metric(name)) value = grown(value, *before, times);
    }
}

}  // namespace

bool may_be_cut(const scenario::Scenario& s) {
    bool steady = s.faults.empty() && s.load.messages.empty();
    for (const scenario::Stream& stream : s.load.streams)
        steady = steady && stream.count == 0 && stream.start.count() == 0 && stream.stop >= s.duration;
    return steady && s.duration - s.warm_up <= std::chrono::hours(2);
}

Shorter whole_run(const scenario::Scenario& s) {
    Shorter how;
    how.measured = base::seconds(s.duration - s.warm_up);
    if (auto drain = drain_set(s)) how.set.push_back(*drain);
    return how;
}

Shorter shorter_run(const estate::Estate& estate, const scenario::Scenario& s, double wanted) {
    Shorter how = whole_run(s);
    double whole = base::seconds(s.duration);
    if (wanted >= whole) return how;
    how.times = whole / wanted;
    how.measured /= how.times;
    for (std::size_t i = 0; i < s.objectives.size(); ++i)
        if (counts_in_time(s.objectives[i].metric)) how.tight.push_back(i);
    how.set.push_back({"/duration", json::quoted(seconds_text(wanted))});
    how.set.push_back({"/warm_up", json::quoted(seconds_text(base::seconds(s.warm_up) / how.times))});
    how.set.push_back(start_set(s, how));
    how.set.push_back(objectives_set(s, how));
    for (const estate::Node& node : estate.nodes)
        if (node.role != estate::Role::dns) shrink_queue(node, how.times, how.set);
    return how;
}

Result as_whole(Result cut, const Result* light, const Shorter& how) {
    std::size_t own = cut.objectives.size() - std::min(cut.objectives.size(), how.tight.size());
    for (std::size_t i = 0; light && i < own; ++i) {
        auto& o = cut.objectives[i];
        const auto& before = light->objectives[i];
        if (!is_delay(o.metric) || !o.value || !before.value || o.met == std::optional(false)) continue;
        o.value = grown(*o.value, *before.value, how.times);
        judge(o);
    }
    for (std::size_t k = 0; light && k < how.tight.size() && own + k < light->objectives.size(); ++k) {
        auto& o = cut.objectives[how.tight[k]];
        auto now = cut.objectives[own + k].value, then = light->objectives[own + k].value,
             late = light->objectives[how.tight[k]].value;
        if (!o.value || !now || !then || !late) continue;
        o.value = std::clamp(*late - std::max(0.0, *then - *now), 0.0, *o.value);
        judge(o);
    }
    if (light && how.times > 1) grow_metrics(cut, *light, how.times);
    cut.objectives.resize(own);
    return cut;
}

}  // namespace mailsim::study
