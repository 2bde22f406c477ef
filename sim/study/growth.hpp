// When an estate that grows every month is too small: the month in which each objective fails, each disk is
// full and each machine's memory is used up. Objectives and memory come from runs, disks from quotas and
// fills. Not here: how it is shown (the room report).
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "study/estimate.hpp"
#include "study/laboratory.hpp"
#include "study/storage.hpp"

namespace mailsim::study {

struct GrowthOptions {
    double mailboxes = 0.02, mail = 0.01, storage = 0.02;  // a month, as shares; above -1
    int months = 36;                                       // looked at: 1 to 600
    int replications = 3;                                  // at least 2
    std::string archive_host;     // where a copy of every message that mailboxes send and receive is kept
    double archive_months = 1e9;  // for so long
    double full_memory = 0.95;    // a machine's memory is used up from this share on
    bool simulate = true;         // false: disks only
    std::function<void(const std::string&)> tell;
};

// Something that holds until a month: the first month in which it no longer does, in each replication.
struct Until {
    std::string name, kind;   // an objective's name, or a machine's memory
    std::vector<int> months;  // by replication; one that holds to the end has months + 1
    bool has_data = true;
    bool fails(int last) const;  // in any replication
    int earliest() const;
    int latest() const;
};

struct DiskGrowth {
    std::string host;
    double size = 0;                         // bytes; 0: not known
    std::vector<double> used, promised;      // by month from 0, bytes; archive included in used
    std::optional<int> full, overcommitted;  // first month in which it is
};

struct GrowthMonth {
    int month = 0;
    double mailboxes = 1, mail = 1;  // factors
    // Means over the replications made, with their intervals; of one run alone there is none.
    Estimate messages_per_minute, delay_p95, busiest;
    Estimate bounced_share;  // only from runs that drained or outlast the queues' lifetime
    int objectives_missed = 0, n = 0;
};

struct Growth {
    std::string title, scenario;
    bool complete = true, bounces_censored = false;
    GrowthOptions options;
    std::vector<Until> objectives, memory;
    std::vector<DiskGrowth> disks;
    std::vector<GrowthMonth> months;  // those that were simulated
    std::vector<std::string> warnings;
    std::size_t runs = 0;
};

// What a month sets: mailboxes of every part, mail of every profile and stream.
std::vector<config::Assignment> month_sets(const config::Loaded& scenario, const GrowthOptions& options,
                                           int month);
// Whether bounces of a run are all known: it drains, or lasts longer than messages live in queues.
bool bounces_known(const config::Loaded& scenario);
// What a mailbox sends and receives in a mean month, bytes.
double archived_bytes(const config::Loaded& scenario);

Growth grow(const config::Loaded& scenario, const GrowthOptions& options, const Trials& trials);

}  // namespace mailsim::study
