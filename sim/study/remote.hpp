// Runs on other machines: GNU parallel and Slurm start workers, `mailsim study --work FOLDER --lines ...`;
// results come back as files. Not for use outside this room.
#pragma once
#include "study/execute.hpp"

namespace mailsim::study {

// `go_on` is told how many of the lines are done and says whether to go on.
std::vector<Failure> run_elsewhere(Folder& folder, const std::vector<std::size_t>& lines,
                                   const Launcher& launcher, const std::function<bool(std::size_t)>& go_on);

}  // namespace mailsim::study
