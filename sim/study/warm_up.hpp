// How much of each run's start is left out, and why: by the scenario, by MSER-5 over pilot runs of the
// study's points, or nothing where each replication is a day of its own. Not for use outside this room.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scenario/study.hpp"
#include "study/conclusion.hpp"
#include "study/design.hpp"
#include "study/execute.hpp"

namespace mailsim::study {

// Whether the load is the same at every hour: then there is a level to settle to.
bool constant_load(const config::Loaded& loaded);

// Which way the study takes; MSER-5 needs pilots.
WarmUpUsed decide_warm_up(const scenario::Study& study, const config::Loaded& loaded);

// The pilot runs of MSER-5: some of the points, evenly spread, all of their time observed.
std::vector<std::size_t> add_pilots(Folder& folder, const std::vector<DesignPoint>& points);
// From their results: the longest truncation of any point.
void read_pilots(Folder& folder, const std::vector<std::size_t>& lines, base::Duration duration,
                 WarmUpUsed& used);

}  // namespace mailsim::study
