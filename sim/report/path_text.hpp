// Paths on paper as text for people, 80 columns wide. Not here: JSON (path_json.hpp).
#pragma once
#include <string>

#include "path/difference.hpp"
#include "path/flows.hpp"
#include "path/path.hpp"
#include "report/path_ink.hpp"

namespace mailsim::report {

// The outcome in one sentence, who decided, then each question of the way, by node.
std::string path_text(const estate::Estate& estate, const path::Request& request, const path::Walk& walk,
                      Ink ink);
// A table of flows with their verdicts.
std::string flows_text(const estate::Estate& estate, const std::vector<path::FlowResult>& flows, Ink ink);
// What differs, one block a rule that made it.
std::string differences_text(const path::Differences& differences, Ink ink);

}  // namespace mailsim::report
