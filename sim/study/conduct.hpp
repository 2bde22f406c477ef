// Carries out a study: checks its points, plans, runs (pilots, then rounds until the precision is reached or
// the budget spent), concludes.
#pragma once
#include <functional>
#include <string>

#include "study/conclusion.hpp"
#include "study/execute.hpp"

namespace mailsim::study {

struct Settings {
    std::string out;
    bool resume = false;
    Launcher launcher;
};

// Where a study stands, for the progress line.
struct Standing {
    Progress progress;
    std::string round;         // "pilot runs", "round 2"
    std::string metric, unit;  // the first one, at the first point
    Estimate first;
};
using StudyWatch = std::function<bool(const Standing&)>;

struct Conducted {
    Folder folder;  // for what is written beside the results
    Conclusion conclusion;
};

// Problems are mistakes of the user; nothing is written then, but for an objective or metric that turns out
// to have no data in any run: its runs stay. Throws std::runtime_error when the machinery fails.
base::expected<Conducted, base::Problems> conduct(const scenario::Study& study, const Settings& settings,
                                                  const StudyWatch& watch = {});

// Everything that can be wrong with a study before its first run: points, metrics.
base::Problems check_study(const scenario::Study& study);

// How many more replications a point needs for this precision, judged by those it has (at most doubling).
std::size_t more_needed(const Estimate& estimate, const scenario::Precision& precision);

}  // namespace mailsim::study
