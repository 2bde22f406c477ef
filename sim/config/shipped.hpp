// Where the shipped topologies, scenarios, studies, drills and playbooks are: under MAILSIM_HOME, else beside
// the binary. Never the working folder.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"

namespace mailsim::config {

enum class Shipped { topology, scenario, study, drill, playbook };

// A path ('/' in it, or ".json" at its end) is given back as it is. A bare name is looked for as NAME.json in
// the kind's folder and, for scenarios, in its sub-folders ("out-nmail" or "flows/out-nmail"). On failure:
// why, with the nearest known name.
base::expected<std::string, std::string> find_shipped(Shipped kind, const std::string& name);

// Bare names of all that are shipped, sorted: "nayatel-day", "flows/out-nmail".
std::vector<std::string> shipped_names(Shipped kind);

}  // namespace mailsim::config
