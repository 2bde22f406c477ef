// The estate as a drawing: its tiers from left to right in the direction of the mail, each flow as wide as
// the mail that took it. A node that gets mail back from the mailboxes stands a second time on the way out.
#pragma once
#include <string>

#include "estate/estate.hpp"
#include "observe/summary.hpp"

namespace mailsim::report {

std::string drawing(const observe::Summary& summary, const estate::Estate& estate);

}  // namespace mailsim::report
