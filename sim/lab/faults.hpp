// The scenario's faults while the lab runs: nodes, hosts, links and names fail and come back by the lab's
// clock. Not here: what the scenario changes for good (blocked addresses, records); that is in the estate.
#pragma once
#include "lab/site.hpp"

namespace mailsim::lab {

base::Task<void> run_faults(Site& site);

}  // namespace mailsim::lab
