// Drills from their files, and their JSON Schema. Every mistake is collected. Not here: whether a drill can
// be solved (proof.hpp).
#pragma once
#include <string>
#include <vector>

#include "base/expected.hpp"
#include "base/problems.hpp"
#include "json/value.hpp"
#include "teach/drill.hpp"
#include "teach/playbook.hpp"

namespace mailsim::teach {

// By a file's path or the bare name of a shipped one.
base::expected<Drill, base::Problems> load_drill(const std::string& name);
base::expected<Drill, base::Problems> read_drill(const json::Value& tree, const std::string& file);
// Whether this file, or shipped name, is a drill: it says a ticket or a symptom.
bool is_drill_file(const std::string& name);
std::vector<std::string> drill_names();  // shipped
std::string drill_schema();              // pretty JSON
json::Value drill_json(const Drill& drill);

// The symptom's playbook; null: no such symptom.
const Playbook* find_playbook(const std::vector<Playbook>& all, const std::string& symptom);

}  // namespace mailsim::teach
