#include "path/flows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::path {
namespace {

bool is_one_of(std::string_view wanted, std::string_view node) {
    while (!wanted.empty()) {
        std::size_t bar = std::min(wanted.find('|'), wanted.size());
        if (wanted.substr(0, bar) == node) return true;
        wanted.remove_prefix(std::min(bar + 1, wanted.size()));
    }
    return false;
}

std::string problem(const estate::Estate& estate, const estate::Flow& flow, const Walk& walk) {
    if (mail::name(walk.outcome) != flow.expected)
        return fmt::format("{}, not {}: {}", mail::name(walk.outcome), flow.expected, walk.reply_text);
    std::vector<std::string> visited;
    for (base::NodeId node : walk.route) visited.push_back(estate.node(node).id);
    std::string missing = first_missing(flow.nodes, visited);
    return missing.empty() ? "" : fmt::format("it does not come to {} in the order given", missing);
}

}  // namespace

std::string first_missing(const std::vector<std::string>& wanted, const std::vector<std::string>& visited) {
    auto next = visited.begin();
    for (const std::string& node : wanted) {
        while (next != visited.end() && !is_one_of(node, *next)) ++next;
        if (next == visited.end()) return node;
        ++next;
    }
    return "";
}

std::vector<FlowResult> walk_flows(estate::Estate& estate, const decide::QuotaUse& quotas,
                                   const std::vector<base::NodeId>& off) {
    decide::Policies policies(estate);
    std::vector<FlowResult> out;
    for (const estate::Flow& flow : estate.flows) {
        FlowResult result;
        result.flow = &flow;
        auto from = estate.book.parse(flow.from), to = estate.book.parse(flow.to);
        if (from && to) {
            Request request;
            request.from = *from;
            request.to = *to;
            request.client = flow.client;
            request.off = off;
            result.walk = walk(estate, policies, quotas, request);
            result.problem = problem(estate, flow, result.walk);
        } else {
            result.problem = from ? to.error() : from.error();
        }
        out.push_back(std::move(result));
    }
    return out;
}

}  // namespace mailsim::path
