// How much the mailboxes of each machine hold, now and as they grow: from quotas and fills, as a run starts
// with them. Not here: what a run adds to them.
#pragma once
#include <string>
#include <vector>

#include "estate/estate.hpp"

namespace mailsim::study {

struct Store {
    std::string host;
    double mailboxes = 0;
    double used = 0;      // bytes
    double promised = 0;  // the sum of the quotas, bytes
    double size = 0;      // of the disk, bytes; 0: not known
};

// What is stored when there are `mailboxes` times as many mailboxes (named accounts stay as they are) and
// each mailbox would hold `stored` times as much, if its quota let it. Machines without mailboxes are left
// out.
std::vector<Store> stores(const estate::Estate& estate, double mailboxes, double stored);

// The mean share of a quota in use when fills are spread evenly between 0 and twice the mean and cut at the
// quota: the law by which a run fills mailboxes.
double mean_use(double fill);

}  // namespace mailsim::study
