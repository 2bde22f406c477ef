// What a reader of a capacity study must know before he trusts its figures.
#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "study/capacity.hpp"

namespace mailsim::study {
namespace {

std::string about_cut_runs(const Capacity& c) {
    std::string text = fmt::format(
        "near the limit a whole run is large: runs were cut to measure {:.0f} s, {:.3g} times as short as "
        "the "
        "scenario, with backoffs, queue sizes and time limits as many times smaller",
        *c.measured_seconds, c.cut);
    if (c.whole_runs.empty()) return text + "; whole runs would be too large to compare with";
    std::string whole;
    for (const WholeRun& run : c.whole_runs)
        whole +=
            fmt::format("{}{:.4g} {}", whole.empty() ? "" : ", ", run.multiplier, run.met ? "met" : "missed");
    text += fmt::format("; whole runs: {}", whole);
    if (!c.whole_agree)
        return text +
               ". They have no limit where the cut ones have it: take the shares in use and what helps "
               "for a hint only";
    if (c.scale != 1)
        text += fmt::format(
            ", so every limit is put {:.2g} times as high as cut runs have it; use, delays and what helps "
            "are "
            "those of cut runs at their own limit",
            c.scale);
    return text;
}

// Mail that nothing judges must not wait unseen.
std::optional<std::string> about_outgoing(const Capacity& c) {
    constexpr double much = 60;  // s longer than under a light load
    if (c.outgoing.empty() || !c.crossing.load) return std::nullopt;
    for (const ObjectiveCapacity& o : c.objectives)
        if (o.metric == "outgoing" || o.metric.starts_with("delay_")) return std::nullopt;
    double light = c.outgoing.front().second, from = 0;
    std::optional<double> now;
    for (const auto& [load, delay] : c.outgoing) {
        if (delay > light + much && from == 0) from = load;
        if (load <= *c.crossing.load * 1.0005) now = delay;
    }
    if (!now || *now <= light + much) return std::nullopt;
    return fmt::format(
        "outgoing mail counts in no objective: at the limit it takes {:.0f} s in the mean, {:.0f} s under a "
        "light load; more than a minute longer from {:.3g} times the load on. An objective counts it: "
        "{{\"metric\": \"outgoing\", \"within\": \"10 min\", \"limit\": \"90 %\"}}",
        *now, light, from);
}

// What is in use all the time carries no more: that the objectives are met is a matter of the time then.
std::optional<std::string> about_full(const Capacity& c) {
    constexpr double full = 0.985;
    for (std::size_t i = 0; i < c.busy.size() && c.crossing.load && !c.table.empty(); ++i) {
        const Busy& b = c.busy[i];
        if (b.utilisation.mean < full || (b.resource != "processor" && b.resource != "disk")) continue;
        for (const CurvePoint& p : c.curve) {
            if (std::abs(p.multiplier / c.table.front().multiplier - 1) > 0.001 || i >= p.busiest.size())
                continue;
            double use = p.busiest[i].mean, lasting = p.multiplier / use;
            if (use < 0.5 || use >= full || lasting >= *c.crossing.load) continue;
            return fmt::format(
                "{} {} is in use all the time at the limit: more comes than it does, and what waits grows as "
                "long as the load lasts. The limit is that of the scenario's time; for good the estate "
                "carries "
                "about {:.3g}, where that use reaches 100 %",
                b.node, b.resource, lasting);
        }
    }
    return std::nullopt;
}

std::optional<std::string> without_data(const Capacity& c) {
    std::string names;
    for (const ObjectiveCapacity& o : c.objectives)
        if (!o.has_data) names += (names.empty() ? "" : ", ") + o.name;
    if (names.empty()) return std::nullopt;
    return "nothing of the kind happens in this scenario: " + names;
}

}  // namespace

std::vector<std::string> warnings(const Capacity& c, const scenario::Scenario& scenario) {
    std::vector<std::string> all;
    auto warning = [&](std::string text) { all.push_back(std::move(text)); };
    const Crossing& x = c.crossing;
    if (x.never())
        warning(fmt::format("no objective failed up to {:.4g} times the load; more was not tried", x.low));
    if (x.always())
        warning(fmt::format("an objective fails at any load, down to {:.4g}: it is not a matter of load",
                            x.high));
    if (!x.precise)
        warning(fmt::format("the interval is wider than asked for: {}",
                            c.scale != 1 ? "cut and whole runs have different limits"
                                         : fmt::format("the {} runs differ too much; a longer measured time "
                                                       "narrows it",
                                                       x.each.size())));
    if (c.measured_seconds) warning(about_cut_runs(c));
    for (const auto& about : {about_full(c), about_outgoing(c), without_data(c)})
        if (about) warning(*about);
    constexpr double much_refused = 0.25;
    if (c.refused_share > much_refused)
        warning(
            fmt::format("{:.0f} % of what is offered is refused at the edge: mailsim run shows by which rule",
                        c.refused_share * 100));
    for (const Busy& b : c.held)
        warning(
            fmt::format("{} {}: {:.0f} % {} in use whatever the load. {} held connections, one a mailbox, "
                        "and the load is "
                        "mail and sessions, not mailboxes: at about {:.2g} times the mailboxes all is taken "
                        "(mailsim growth "
                        "counts mailboxes)",
                        b.node, b.process.empty() ? b.resource : b.process + " places",
                        b.utilisation.mean * 100, b.process.empty() ? "is" : "are",
                        b.process.empty() ? "It is that of" : "They are", 1 / b.utilisation.mean));
    if (scenario.warm_up.count() == 0 && x.load)
        warning("the scenario has no warm_up: its empty start is part of every figure");
    if (!scenario.drain && x.load)
        warning("the scenario does not drain: what is still queued at its end counts as later than its age");
    return all;
}

}  // namespace mailsim::study
