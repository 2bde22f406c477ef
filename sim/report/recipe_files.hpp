// A recipe's files: gathered from what was loaded, and laid out again in a folder of their own, so that the
// loader reads them as any others. Not here: the recipe as a document (recipe.hpp).
#pragma once
#include <string>

#include "config/load.hpp"
#include "report/recipe.hpp"

namespace mailsim::report {

// Scenario and topology with all changes made, and the zone files as they were read.
void gather_files(const config::Loaded& loaded, Recipe& recipe);

// A folder that holds a recipe's files as long as this lives. Throws std::runtime_error when it cannot be
// made.
class UnpackedRecipe {
  public:
    explicit UnpackedRecipe(const Recipe& recipe);
    UnpackedRecipe(const UnpackedRecipe&) = delete;
    ~UnpackedRecipe();
    const std::string& scenario() const { return scenario_; }  // path of the scenario's file

  private:
    std::string folder_, scenario_;
};

}  // namespace mailsim::report
