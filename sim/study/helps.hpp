// What helps most: resources and rules' limits enlarged, each alone, and how far that moves the limit in the
// same replications. Not here: what can be enlarged (enlarge.hpp).
#pragma once
#include "study/capacity.hpp"
#include "study/load_runs.hpp"

namespace mailsim::study {

// `before` is the limit as these runs have it, `results` were made about there. What moved it most first;
// empty when nothing does.
std::vector<Help> what_helps(const estate::Estate& estate, const CapacityOptions& options,
                             const Crossing& before, const std::vector<Result>& results, LoadRuns& runs);

}  // namespace mailsim::study
