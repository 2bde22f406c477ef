// A run's folder: summary.json, timing.json, recipe.json and report.html, beside the results.sqlite that the
// observer wrote. Each file appears whole or not at all.
#pragma once
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace mailsim::report {

// Writes DIR/NAME by way of a temporary file; on failure "DIR/NAME: why", else "".
std::string write_file(const std::string& folder, std::string_view name, std::string_view text);

// What `run --json` prints: the summary with the wall-clock figures merged in.
json::Value with_timing(json::Value summary, const json::Value& timing);

}  // namespace mailsim::report
