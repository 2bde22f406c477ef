// Changes made to the trees before they are read: --set, and a scenario's "changes". Not for use outside this
// room.
#pragma once
#include <span>

#include "config/load.hpp"
#include "config/place.hpp"

namespace mailsim::config {

// One value to be put somewhere, and where the user wrote it.
struct TreeChange {
    std::string target;  // a JSON pointer into the tree
    json::Value value;
    Spot written, target_written;
};

// Those of the assignments that reach the estate (their pointers without /topology), or the others.
std::vector<TreeChange> assigned(std::span<const Assignment> assignments, bool to_estate);
// A scenario's "changes", as far as they can be read.
std::vector<TreeChange> scenario_changes(const json::Value& scenario, const std::string& file);

// Puts one value in place; a mistake is noted where the user wrote it.
// Returns where that is, with numbers for names; "" when there is no such place.
std::string apply(const TreeChange& change, json::Value& root, Reading& reading);

}  // namespace mailsim::config
