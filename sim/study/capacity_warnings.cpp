// What a reader of a capacity study must know before he trusts its figures.
#include <fmt/format.h>

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
    if (c.scale != 1)
        text += fmt::format(", so every limit is put {:.2g} times as high as cut runs have it", c.scale);
    return text;
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
    for (const ObjectiveCapacity& o : c.objectives)
        if (!o.has_data) warning(fmt::format("{}: nothing of the kind happens in this scenario", o.name));
    for (const Busy& b : c.held)
        warning(fmt::format(
            "{} {} places: {:.0f} % are in use whatever the load. They are held connections, one a mailbox, "
            "and the load is mail and sessions, not mailboxes: at about {:.2g} times the mailboxes all are "
            "taken (mailsim growth counts mailboxes)",
            b.node, b.process, b.utilisation.mean * 100, 1 / b.utilisation.mean));
    if (scenario.warm_up.count() == 0 && x.load)
        warning("the scenario has no warm_up: its empty start is part of every figure");
    if (!scenario.drain && x.load)
        warning("the scenario does not drain: what is still queued at its end counts as later than its age");
    return all;
}

}  // namespace mailsim::study
