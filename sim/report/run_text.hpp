// A run as people read it in a terminal: what was delivered, how long it took, which node is busiest, which
// objectives were met, what to look at next.
#pragma once
#include <string>

#include "observe/summary.hpp"

namespace mailsim::report {

std::string run_text(const observe::Summary& summary, bool colour);

}  // namespace mailsim::report
