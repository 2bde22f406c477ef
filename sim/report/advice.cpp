#include "report/advice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/figure.hpp"

namespace mailsim::report {
namespace {

using observe::NodeSummary;
using observe::Summary;

const NodeSummary* largest(const Summary& s, std::uint64_t (*figure)(const NodeSummary&)) {
    const NodeSummary* best = nullptr;
    for (const NodeSummary& n : s.nodes)
        if (!n.peer && figure(n) > (best ? figure(*best) : 0)) best = &n;
    return best;
}

void about_truth(const Summary& s, std::vector<std::string>& to) {
    if (!s.differences.empty())
        to.push_back(
            "A self-check failed: these figures cannot be trusted. Please report the recipe of this run.");
    if (!s.complete) to.push_back("The run was interrupted: everything here ends where it stopped.");
}

void about_objectives(const Summary& s, std::vector<std::string>& to) {
    for (const auto& o : s.objectives)
        if (o.met == false)
            to.push_back(
                fmt::format("Objective missed: {}, {} ({} {} asked).", o.name, value_text(*o.value, o.unit),
                            o.direction == "at_least" ? "at least" : "at most", value_text(o.limit, o.unit)));
}

bool failed(const Summary& s, const std::string& node) {
    return std::any_of(s.events.begin(), s.events.end(), [&](const auto& e) { return e.node == node; });
}

void about_resources(const Summary& s, std::vector<std::string>& to) {
    if (s.busiest && s.busiest->resource == "memory")
        to.push_back(
            fmt::format("{}: the memory of its machine is full at its peak, so that no more processes "
                        "start: give it more, or fewer processes to hold.",
                        s.busiest->node));
    else if (s.busiest && s.busiest->utilisation >= 0.7)
        to.push_back(
            fmt::format("{}: {} {} in use on average. From about 70 % on, delays grow much faster than load: "
                        "give it more, "
                        "and compare the two runs.",
                        s.busiest->node, s.busiest->resource, share_text(s.busiest->utilisation)));
    if (const NodeSummary* n = largest(s, [](const NodeSummary& x) { return x.refused_sessions; }))
        to.push_back(fmt::format("{} could not serve {} sessions: {}", n->id, count_text(n->refused_sessions),
                                 failed(s, n->id) ? "it failed during the run, see the events."
                                                  : "look at its process and connection limits."));
}

void about_queues(const Summary& s, std::vector<std::string>& to) {
    std::uint64_t taken = s.ledger.accepted + s.ledger.created;
    const NodeSummary* n = largest(s, [](const NodeSummary& x) { return x.ledger.queued; });
    if (n && s.ledger.queued * 200 >= taken)
        to.push_back(fmt::format(
            "{} of {} recipients were still queued at the end, {} of them at {}: see its queue over "
            "time, and whether it still falls.",
            count_text(s.ledger.queued), count_text(taken), count_text(n->ledger.queued), n->id));
    if (s.outside_waiting)
        to.push_back(
            fmt::format("{} recipients were still waiting outside: no node had answered their senders yet.",
                        count_text(s.outside_waiting)));
    if (s.ledger.bounced * 50 >= taken && s.ledger.bounced) {
        n = largest(s, [](const NodeSummary& x) { return x.ledger.bounced; });
        if (n)
            to.push_back(
                fmt::format("{} recipients bounced, most of them at {}: their reply codes are in "
                            "results.sqlite when rows are kept.",
                            count_text(s.ledger.bounced), n->id));
    }
}

}  // namespace

std::vector<std::string> advice(const Summary& s) {
    std::vector<std::string> all;
    about_truth(s, all);
    about_objectives(s, all);
    about_resources(s, all);
    about_queues(s, all);
    if (!all.empty()) return all;
    if (s.busiest)
        all.push_back(
            fmt::format("Nothing stands out. Nearest to its limit is {}, {} {} in use; a higher load "
                        "(--set /load/multiplier=2) shows what gives way first.",
                        s.busiest->node, s.busiest->resource, share_text(s.busiest->utilisation)));
    else
        all.push_back("Nothing stands out.");
    return all;
}

std::string verdict(const Summary& s) {
    auto number = [&](auto is) { return std::count_if(s.objectives.begin(), s.objectives.end(), is); };
    auto missed = number([](const auto& o) { return o.met == false; });
    auto met = number([](const auto& o) { return o.met == true; });
    auto unknown = number([](const auto& o) { return !o.met; });
    std::string text = missed     ? fmt::format("{} of {} objectives missed", missed, missed + met)
                       : met == 1 ? "the objective met"
                       : met      ? fmt::format("all {} objectives met", met)
                                  : "no objective could be judged";
    if (unknown && missed + met) text += fmt::format(", {} without figures", unknown);
    return text;
}

}  // namespace mailsim::report
