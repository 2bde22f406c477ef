// Where a subcommand's answer goes: standard output, as text or as one JSON document. Not here: what it says.
#pragma once
#include <string>
#include <string_view>

#include "base/problems.hpp"
#include "json/value.hpp"

namespace mailsim::cli {

// Throws std::runtime_error when standard output cannot take it (a full disk).
void print(std::string_view text);
void print_json(const json::Value& document);
// The same for a person, whose terminal may be narrower than the text: long lines are broken between words,
// each part under the first. Wider terminals, files and pipes get it as it is.
void print_fitting(const std::string& text);
// Each on its own line on standard error.
void print_problems(const base::Problems& problems);
// [{file, pointer, message}]
json::Value problems_json(const base::Problems& problems);
// Whether standard output is a terminal that wants colour (https://no-color.org).
bool wants_colour();

}  // namespace mailsim::cli
