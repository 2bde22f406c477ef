// Studies from their files. Every mistake is collected; a file with any gives problems and no value. Not
// here: whether the scenario takes what the factors give it (study::check_points).
#pragma once
#include <string>

#include "base/expected.hpp"
#include "base/problems.hpp"
#include "json/value.hpp"
#include "scenario/study.hpp"

namespace mailsim::config {

// By a file's path, or by the bare name of a shipped one. A scenario that stands in it as a file is looked
// for beside the study.
base::expected<scenario::Study, base::Problems> load_study(const std::string& name);
base::expected<scenario::Study, base::Problems> read_study(const json::Value& tree, const std::string& file);
// Whether a tree means to be a study: it names a scenario.
bool is_study(const json::Value& tree);

}  // namespace mailsim::config
