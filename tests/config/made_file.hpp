// A file made from a shipped one with some places changed, for tests of what is said about it.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/problems.hpp"
#include "json/value.hpp"

namespace mailsim::test {

// The tree of topologies/NAME.json with its zone files by their full paths, or of scenarios/NAME.json.
json::Value topology_tree(const std::string& name);
json::Value scenario_tree(const std::string& name);

// Changes one place of a tree: the JSON text of the new value, or "gone" to take the key away.
void change(json::Value& tree, const std::string& pointer, const std::string& value);

// What `check` says of a file with this text. Its name in the messages is "F".
std::string said_of_text(const std::string& text);
std::string said_of(const json::Value& tree);

// The same for zone files: a zone of single-server with one line added.
std::string said_of_zone_line(const std::string& line);

}  // namespace mailsim::test
