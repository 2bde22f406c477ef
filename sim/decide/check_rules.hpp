// What is wrong with the values of rules, beyond the type and bounds of each: an enhanced code that is
// none, values that contradict each other. Where mail is sent elsewhere is redirect.hpp's.
#pragma once
#include "base/problems.hpp"
#include "estate/estate.hpp"

namespace mailsim::decide {

void check_rules(const estate::Estate& estate, base::Problems& problems);

}  // namespace mailsim::decide
