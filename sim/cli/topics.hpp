// What `mailsim explain` can explain: one topic a name. Collected from the tables where the things themselves
// stand.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/parameter.hpp"

namespace mailsim::cli {

struct Topic {
    std::string name, value, unit, source;
    base::Mark mark = base::Mark::verified;
    std::string kind, text;  // "rule", "reply code"; the explanation
};
using Topics = std::vector<Topic>;

void add_rules(Topics& topics);       // rules of decide, and their parameters as RULE.PARAMETER
void add_operations(Topics& topics);  // service demands
void add_parameters(Topics& topics);  // load, queue, faults, metrics
void add_words(Topics& topics);       // steps, roles, client kinds, protocols, outcomes
void add_replies(Topics& topics);     // reply codes and enhanced codes
void add_study(Topics& topics);       // words and figures of studies
void add_faults(Topics& topics);      // the kinds of fault of drills
void add_keys(Topics& topics);        // keys of topologies, scenarios and studies, as KIND.PATH
void add_fields(Topics& topics);      // fields of --json documents
void add_log_fields(Topics& topics);  // words of logs, headers, notifications
// An enhanced code that has no topic of its own, explained by its parts (RFC 3463); nothing: it is none.
std::optional<Topic> composed_code(std::string_view name);
Topics all_topics();

std::string_view meaning(base::Mark mark);  // "verified: read in the named source"

}  // namespace mailsim::cli
