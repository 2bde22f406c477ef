// What happens when one thing is missing: every node, link, peer and DNS in turn, for a time, each run paired
// with the whole estate's recipient by recipient. Not here: the comparison (pairing.hpp), how it is shown
// (the room report).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "fault/fault.hpp"
#include "study/laboratory.hpp"
#include "study/pairing.hpp"

namespace mailsim::study {

struct Missing {
    std::string name, kind;  // "be2", "node"; node, peer, link or dns
};
// All of an estate: its own nodes, peers, links, and DNS as a whole.
std::vector<Missing> everything(const estate::Estate& estate);

struct SurviveOptions {
    std::vector<std::string> only;                    // names of `everything`; none: all
    std::optional<base::Duration> from;               // since the start; else when most mail comes
    std::optional<base::Duration> length;             // else half of the measured time, at most an hour
    std::optional<fault::Mode> mode;                  // else off; DNS: silent
    base::Duration late = std::chrono::seconds(300);  // so much later than in the paired run is delayed
};

struct Survival : Pairing {
    std::string missing, kind;
    bool objectives_met = true;
    std::vector<std::string> failed;  // objectives that were missed
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

// Gives the rows it has when it is interrupted; else throws as Laboratory::run does.
SurvivalTable survive(Laboratory& laboratory, const SurviveOptions& options);

}  // namespace mailsim::study
