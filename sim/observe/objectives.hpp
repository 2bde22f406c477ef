// Judges a run by its scenario's objectives. An objective that the run has no figures for is said to be so:
// it is neither met nor missed.
#pragma once
#include <vector>

#include "observe/delays.hpp"
#include "observe/phases.hpp"
#include "observe/summary.hpp"
#include "scenario/objective.hpp"

namespace mailsim::observe {

struct Evidence {
    const Delays& delays;
    const Phases& phases;
    const DelaySummary& delay;    // all kinds
    const LedgerSummary& ledger;  // the estate's
};

std::vector<ObjectiveSummary> judge(const std::vector<scenario::Objective>& objectives,
                                    const Evidence& evidence);

}  // namespace mailsim::observe
