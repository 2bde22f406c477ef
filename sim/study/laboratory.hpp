// Runs what a search asks for, round by round, in a study's folder: every answer is kept there, so that one
// run is never made twice and a search that was broken off goes on where it stood. Not here: which runs a
// search wants.
#pragma once
#include <functional>
#include <stdexcept>
#include <vector>

#include "study/execute.hpp"

namespace mailsim::study {

// What searches see of it; tests put formulas in its place.
using Trials = std::function<std::vector<Result>(const std::vector<Run>&)>;

// The watch said no (an interrupt).
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

class Laboratory {
  public:
    Laboratory(Folder folder, Launcher launcher);
    // In the order wanted. Throws std::runtime_error when a run fails or a self-check of one does,
    // Interrupted as above.
    std::vector<Result> run(const std::vector<Run>& wanted);
    const config::Loaded& scenario() const { return folder_.base(); }
    std::size_t runs() const { return folder_.size(); }
    std::size_t line(const Run& run);     // of the plan
    const Result* known(const Run& run);  // null: not made yet
    Watched watched(const Run& run) { return folder_.watched(line(run)); }
    // Called now and then with the runs made so far, of this and earlier rounds; false stops. May be null.
    std::function<bool(std::size_t)> watch;

  private:
    Folder folder_;
    Launcher launcher_;
    std::size_t made_ = 0;
};

}  // namespace mailsim::study
