// What happens when one thing is missing: every node, link, peer and DNS in turn, for a time, each run paired
// with the whole estate's recipient by recipient. Not here: how it is shown (the room report).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "fault/fault.hpp"
#include "study/spread.hpp"

namespace mailsim::study {

struct Missing {
    std::string name, kind;  // "be2", "node"; node, peer, link or dns
    fault::Target target;
};
// All of an estate: its own nodes, peers, links, and DNS as a whole.
std::vector<Missing> everything(const estate::Estate& estate);

struct SurviveOptions {
    std::vector<std::string> only;                       // names of `everything`; none: all
    std::optional<base::Duration> from;                  // since the start; else when most mail comes
    std::optional<base::Duration> length;                // else half of the measured time, at most an hour
    std::optional<fault::Mode> mode;                     // else off; DNS: silent
    base::Duration late = std::chrono::seconds(300);     // so much later than in the paired run is delayed
    std::function<void(std::size_t, std::size_t)> tell;  // runs done, of all. May be null
};

struct Survival {
    std::string missing, kind;
    bool objectives_met = true;
    std::vector<std::string> failed;  // objectives that were missed
    std::uint64_t lost = 0;           // recipients that the whole estate delivered and this one never will
    std::uint64_t delayed = 0;        // delivered more than `late` later; or still waiting, so late already
    std::uint64_t waiting = 0;        // of the delayed: still waiting at the end
    std::uint64_t peak_queue = 0;     // recipients in the care of the estate's own nodes at once
    std::int64_t spool_bytes = 0;     // bytes in their queues at once
    std::string fullest;              // the node with the largest queue
    std::int64_t fullest_bytes = 0;
    std::optional<double> recovery_seconds;  // from repair until the last delayed one arrived; none: not yet
    double second_wave = 0;        // deliveries tried in one minute after repair, beyond the paired run's
    double second_wave_after = 0;  // seconds from repair to the begin of that minute
};

struct SurvivalTable {
    std::string title, scenario;
    bool complete = true;                    // false: interrupted, rows are missing
    double from = 0, until = 0, late = 300;  // seconds since the start
    Survival whole;                          // nothing missing
    std::vector<Survival> rows;              // what loses most first, then what delays most
};

// What is wrong with the options for this scenario, each as --option and message; empty: nothing.
base::Problems check(const config::Loaded& scenario, const SurviveOptions& options);

// `load` reads the scenario afresh in each process. Throws as spread() does, but gives the rows it has when
// it is interrupted.
SurvivalTable survive(const std::function<config::Loaded()>& load, const SurviveOptions& options,
                      const Spreading& how);

}  // namespace mailsim::study
