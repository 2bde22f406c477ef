// Topics made from the tables of decide and estate.
#include <fmt/format.h>

#include "base/quantity.hpp"
#include "cli/topics.hpp"
#include "decide/rule.hpp"
#include "estate/demand.hpp"

namespace mailsim::cli {
namespace {

std::string stages(const decide::Rule& rule) {
    std::string out;
    for (int s = 0; s < decide::stage_count; ++s)
        if (auto stage = static_cast<decide::Stage>(s); rule.stages & decide::at(stage))
            out += (out.empty() ? "" : ", ") + std::string(decide::name(stage));
    if (rule.redirect || rule.archives) return "once the node has taken the mail";
    return rule.responds ? "once the mailbox has the mail" : out;
}

std::string rule_text(const decide::Rule& rule) {
    std::string step(1, static_cast<char>(rule.step)), outgoing(1, static_cast<char>(rule.outgoing_step));
    std::string text =
        fmt::format("The rule {} {}. It asks \"{}\" at: {} (step {}, or {} for mail that a person submits).",
                    rule.name, rule.meaning, rule.question, stages(rule), step, outgoing);
    std::string names;
    for (const base::Parameter& row : rule.parameters)
        names += fmt::format("{}{}.{}", names.empty() ? "" : ", ", rule.name, row.name);
    return names.empty() ? text : text + " Parameters: " + names + ".";
}

std::string demand_value(const estate::Demand& demand) {
    std::string out = base::to_string(demand.cpu);
    if (demand.cpu_per_kb.count()) out += " + " + base::to_string(demand.cpu_per_kb) + " a KB";
    if (demand.writes > 0) out += fmt::format(", {:g} synced writes", demand.writes);
    if (demand.bytes_factor > 0) out += fmt::format(", {:g} bytes to disk a byte", demand.bytes_factor);
    return out;
}

}  // namespace

void add_rules(Topics& topics) {
    for (const decide::Rule* rule : decide::all_rules()) {
        topics.push_back({std::string(rule->name), "", "", "the registry of rules", base::Mark::verified,
                          "rule", rule_text(*rule)});
        for (const base::Parameter& row : rule->parameters)
            topics.push_back({fmt::format("{}.{}", rule->name, row.name), std::string(row.fallback),
                              std::string(row.unit), std::string(row.source), row.mark, "parameter of a rule",
                              fmt::format("{} (rule {}; {}; {}).", row.meaning, rule->name, row.type,
                                          row.bounds.empty() ? "any" : row.bounds)});
    }
}

void add_operations(Topics& topics) {
    for (const estate::OperationRow& row : estate::operations())
        topics.push_back(
            {std::string(row.name), demand_value(row.demand), "processor time at speed 1",
             std::string(row.source), row.mark, "service demand",
             fmt::format("What a node's host spends on: {}. Set in a node's \"demands\".", row.meaning)});
}

}  // namespace mailsim::cli
