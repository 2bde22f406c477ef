// Topologies and scenarios from their files. Every mistake is collected; a file with any gives problems and
// no value. Not here: what happens in a run.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/problems.hpp"
#include "estate/estate.hpp"
#include "json/value.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::config {

// One --set POINTER=VALUE: /topology/... reaches the estate, other pointers the scenario. VALUE is JSON, else
// text.
struct Assignment {
    std::string pointer, value;
};
// Splits "POINTER=VALUE". On failure: why.
base::expected<Assignment, std::string> parse_assignment(std::string_view text);

// A scenario with its estate, as its run starts, and the trees they were read from (all changes made).
struct Loaded {
    scenario::Scenario scenario;
    estate::Estate estate;
    json::Value scenario_tree, topology_tree;
};

// Each by a file's path (it holds a '/' or ends in ".json") or by the bare name of a shipped one.
base::expected<estate::Estate, base::Problems> load_topology(const std::string& name,
                                                             std::span<const Assignment> assignments = {});
base::expected<Loaded, base::Problems> load_scenario(const std::string& name,
                                                     std::span<const Assignment> assignments = {});
// The same for trees that are already read; `file` stands in messages, and beside it zone files and
// topologies are looked for.
base::expected<estate::Estate, base::Problems> read_topology(const json::Value& tree, const std::string& file,
                                                             std::span<const Assignment> assignments = {});
base::expected<Loaded, base::Problems> read_scenario(const json::Value& tree, const std::string& file,
                                                     std::span<const Assignment> assignments = {});

// A scenario's file and its topology's as they are written, no change made: to be kept and read again
// elsewhere.
struct Sources {
    std::string scenario_file, topology_file;
    json::Value scenario, topology;
};
base::expected<Sources, base::Problems> read_sources(const std::string& scenario);

// The value of an assignment: JSON when it is, else the text itself.
json::Value value_of(const Assignment& assignment);

// What `check` says of one file: a topology when it holds nodes, else a scenario. Empty: nothing wrong.
base::Problems check_file(const std::string& name);

}  // namespace mailsim::config
