// Whole runs that must agree with cut ones: one a little below the limit that cut runs found, one a little
// above. Where they do not, whole runs of the same replication find how many times as high their limit is.
#pragma once
#include "study/capacity.hpp"
#include "study/load_runs.hpp"

namespace mailsim::study {

struct Confirmed {
    std::vector<WholeRun> runs;
    bool agrees = true;
    double low = 1, high = 1;  // the whole runs' limit by the cut runs', between; 0: no such run was seen
    bool closed() const { return low > 0 && high > 0; }
};

// `limit` is that of the replication.
Confirmed confirm(LoadRuns& whole, double limit, double precision, std::uint64_t replication);

}  // namespace mailsim::study
