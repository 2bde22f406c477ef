// The estates and scenarios that may be asked about, by name: those that are shipped and those that the
// command line named. A request only ever chooses from these names; no path comes from outside.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.hpp"
#include "base/problems.hpp"
#include "json/value.hpp"

namespace mailsim::serve {

class Catalog {
  public:
    Catalog();
    // Files beside the shipped ones, by their stem, and the estates that such scenarios name. On failure: all
    // that is wrong with them.
    base::Problems add(const std::vector<std::string>& topologies, const std::vector<std::string>& scenarios);

    json::Value topologies() const;  // {topologies: [{name, description, nodes, domains}]}
    json::Value scenarios() const;   // {scenarios: [{name, title, description, topology}]}
    // The file as it stands now, with what its zones say about mail:
    // {name, topology: tree, mx: [{domain, records[] {preference, host, address or null}}]}. Nothing: no such
    // name.
    std::optional<json::Value> topology(const std::string& name) const;
    std::optional<json::Value> scenario(const std::string& name) const;  // the tree
    // What the command line calls it; nothing: no such name.
    std::optional<std::string> topology_argument(const std::string& name) const;
    // A scenario's tree that can stand in any folder: its topology's place is made absolute.
    std::optional<json::Value> movable_scenario(const std::string& name) const;

    // The estate to show first: the first of one's own, else the shipped one.
    std::string first() const { return first_.empty() ? "nayatel" : first_; }

  private:
    void add_estate_of(const json::Value& scenario, const std::string& file);
    std::string topology_of(const json::Value& scenario, const std::string& file) const;

    std::string first_;
    std::optional<std::string> topology_file(const std::string& name) const;
    std::optional<std::string> scenario_file(const std::string& name) const;

    std::map<std::string, std::string> topologies_, scenarios_;          // shipped: name -> file
    std::map<std::string, std::string> own_topologies_, own_scenarios_;  // name -> absolute path
};

}  // namespace mailsim::serve
