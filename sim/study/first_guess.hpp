// Between which loads the limit is about, before much is run: queueing theory's bound (a station that is in
// use all the time carries no more) places the first looks, loads that grow fourfold the rest.
#pragma once
#include <optional>

#include "estate/estate.hpp"
#include "study/load_runs.hpp"

namespace mailsim::study {

struct Between {
    double low = 0, high = 0;  // all is well, an objective fails; 0: no such load was seen
    bool closed() const { return low > 0 && high > 0; }
    void take(double load, bool well);
};

// The load at which the first station of the estate's own is in use all the time, by a straight line through
// what it was at two loads; nothing when no use grows with the load.
std::optional<double> busy_bound(const estate::Estate& estate, double load, const Result& at, double higher,
                                 const Result& at_higher);

// By the first replication, from `start` on; no load outside least and most is tried.
Between first_guess(const estate::Estate& estate, LoadRuns& runs, double start, double least, double most);

}  // namespace mailsim::study
