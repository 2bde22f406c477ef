// A shorter run in place of a whole one, and what the whole one would have seen. Where more work comes than
// is done, delays and queues grow with the time that has passed (the fluid limit of an overloaded queue): a
// run k times as short sees them k times as small. So all that is slow is k times as small in it: warm-up,
// backoffs, how much an active queue holds, the time limits it is judged by (less what is slower than those
// under a light load already). Not here: how short (capacity.cpp), and that whole runs must agree. Reasons:
// sim/notes/0021-capacity-search.md.
#pragma once
#include <optional>
#include <vector>

#include "config/load.hpp"
#include "scenario/scenario.hpp"
#include "study/result.hpp"

namespace mailsim::study {

struct Shorter {
    double times = 1;                     // the whole run is so many times as long; 1: nothing is left out
    double measured = 0;                  // seconds
    std::vector<config::Assignment> set;  // what makes a run of the scenario so short
    std::vector<std::size_t> tight;       // objectives that are also judged by a tighter time, in order
};

// Whether a shorter run of the same load is a fair one: nothing happens at a fixed time, and it is no day.
bool may_be_cut(const scenario::Scenario& scenario);

// As long as the scenario says; its drain ends when no time limit of an objective can be met any more.
Shorter whole_run(const scenario::Scenario& scenario);
// About so many seconds with the warm-up, the same share of it warm-up.
Shorter shorter_run(const estate::Estate& estate, const scenario::Scenario& scenario, double seconds);

// The whole run's figures, from a shorter one's and from those of an equally short run under a light load
// (nothing: the shorter run's own). Objectives lose the tighter times that were added.
Result as_whole(Result cut, const Result* light, const Shorter& how);

}  // namespace mailsim::study
