// Runs as child processes of this one. Not for use outside this room.
#pragma once
#include "study/execute.hpp"

namespace mailsim::study {

// These runs, so many at once; a run whose process is killed is tried again. `ended` is told of each that
// ends, and now and then with no line of the plan; false from it stops. Returns those that failed.
std::vector<Failure> run_here(Folder& folder, const std::vector<std::size_t>& lines, unsigned jobs,
                              const std::function<bool(std::size_t)>& ended);
unsigned cores();
std::string status_text(int status);  // of a process that ended, as wait() gives it

}  // namespace mailsim::study
