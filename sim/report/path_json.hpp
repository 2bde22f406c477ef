// Paths on paper as JSON, in the fields of the command line's contract. Not here: text (path_text.hpp).
#pragma once
#include "json/value.hpp"
#include "path/difference.hpp"
#include "path/flows.hpp"
#include "path/path.hpp"

namespace mailsim::report {

json::Value path_json(const estate::Estate& estate, const path::Request& request, const path::Walk& walk);
json::Value flows_json(const estate::Estate& estate, const std::vector<path::FlowResult>& flows);
json::Value differences_json(const path::Differences& differences);

}  // namespace mailsim::report
