// What to look at next after a run: a few plain sentences, the most urgent first.
#pragma once
#include <string>
#include <vector>

#include "observe/summary.hpp"

namespace mailsim::report {

std::vector<std::string> advice(const observe::Summary& summary);  // never empty

// "2 of 8 objectives missed", "all 8 objectives met"; objectives without figures are said apart.
std::string verdict(const observe::Summary& summary);

}  // namespace mailsim::report
