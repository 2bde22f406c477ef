// The tables of `path --all` and `diff`.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/path_text.hpp"

namespace mailsim::report {
namespace {

std::string joined(const std::vector<std::string>& route) {
    return route.empty() ? "(no node took it)" : fmt::format("{}", fmt::join(route, " -> "));
}

std::string flow_lines(const estate::Estate& estate, const path::FlowResult& result, Ink ink) {
    const estate::Flow& flow = *result.flow;
    std::vector<std::string> route;
    for (base::NodeId node : result.walk.route) route.push_back(estate.node(node).id);
    std::string verdict = result.as_expected() ? ink.good("ok  ") : ink.bad("NOT ");
    std::string what = fmt::format("{}: {} to {}, {}, {}", flow.id, flow.from.empty() ? "<>" : flow.from,
                                   flow.to, estate::name(flow.client), mail::name(result.walk.outcome));
    std::string out =
        "  " + verdict + wrapped(what, 6) + "\n      " + ink.dim(wrapped(joined(route), 6)) + "\n";
    if (!result.as_expected()) out += "      " + ink.bad(wrapped(result.problem, 6)) + "\n";
    return out;
}

std::string result_words(const std::optional<path::Result>& result) {
    if (!result) return "no such kind of message";
    std::string out = fmt::format("{}, {}", mail::name(result->outcome), joined(result->route));
    for (const path::Result::Copy& copy : result->copies)
        out += fmt::format("; also to {}: {}, {}", copy.to, mail::name(copy.outcome), joined(copy.route));
    return out;
}

// Kinds that changed in the same way for the same reason are one block.
struct Change {
    std::string rule, before, after;
    auto operator<=>(const Change&) const = default;
};

}  // namespace

std::string flows_text(const estate::Estate& estate, const std::vector<path::FlowResult>& flows, Ink ink) {
    std::string out;
    std::vector<std::string> groups;
    for (const path::FlowResult& result : flows)
        if (std::find(groups.begin(), groups.end(), result.flow->flow) == groups.end())
            groups.push_back(result.flow->flow);
    for (const std::string& group : groups) {
        out += ink.bold(group) + "\n";
        for (const path::FlowResult& result : flows)
            if (result.flow->flow == group) out += flow_lines(estate, result, ink);
    }
    auto good = std::count_if(flows.begin(), flows.end(), [](const auto& f) { return f.as_expected(); });
    std::string total = fmt::format("{} of {} flows of {} are as expected", good, flows.size(), estate.name);
    return out + (groups.empty() ? "" : "\n") +
           (good == static_cast<std::ptrdiff_t>(flows.size()) ? ink.good(total) : ink.bad(total)) + "\n";
}

std::string differences_text(const path::Differences& differences, Ink ink) {
    std::map<Change, std::vector<const path::Difference*>> changes;
    for (const path::Difference& one : differences.changed) {
        std::string rule = one.rule.empty() ? "the kind itself" : one.rule;
        if (!one.pointer.empty()) rule += " at " + one.pointer;
        changes[{rule, result_words(one.before), result_words(one.after)}].push_back(&one);
    }
    constexpr std::size_t shown_kinds = 6;
    std::string out;
    for (const auto& [change, kinds] : changes) {
        out += ink.bold(wrapped(change.rule, 0)) + "\n";
        out += "  before  " + wrapped(change.before, 10) + "\n  after   " + wrapped(change.after, 10) + "\n";
        for (std::size_t i = 0; i < std::min(kinds.size(), shown_kinds); ++i) {
            const path::Kind& kind = kinds[i]->kind;
            std::string text = fmt::format("{}: {} to {}", estate::name(kind.client),
                                           kind.from.empty() ? "<>" : kind.from, kind.to);
            out += "    " + wrapped(text, 4) + "\n";
        }
        if (kinds.size() > shown_kinds) out += fmt::format("    and {} more\n", kinds.size() - shown_kinds);
        out += "\n";
    }
    std::size_t count = differences.changed.size();
    return out + fmt::format("{} of {} kinds of message differ\n", count, differences.kinds);
}

}  // namespace mailsim::report
