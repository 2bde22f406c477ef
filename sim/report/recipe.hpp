// recipe.json: everything that a run was made from, the files' own text included, so that `mailsim run
// recipe.json` makes the same bytes again wherever it is. Not here: reading the texts (config), running them
// (run).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/problems.hpp"
#include "json/value.hpp"

namespace mailsim::report {

struct RecipeFile {
    std::string name, text;  // the name as it was given, for messages
};

struct Recipe {
    std::string version;  // of the mailsim that wrote it
    RecipeFile scenario, topology;
    std::vector<RecipeFile> zones;  // by the name that the topology uses
    std::vector<std::string> sets;  // POINTER=VALUE, in order
    std::uint64_t seed = 1, replication = 0;
    std::string keep = "none";  // as on the command line
};

json::Value to_json(const Recipe& recipe);

// Whether a document is a recipe at all (rather than a scenario).
bool is_recipe(const json::Value& document);
// The recipe, or nothing and why.
std::optional<Recipe> read_recipe(const json::Value& document, const std::string& file,
                                  base::Problems& problems);

}  // namespace mailsim::report
