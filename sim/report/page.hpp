// report.html: a run as one page that needs nothing else, no network and no script. For people; the figures
// as data are in summary.json and results.sqlite. The console's views come on top (views.hpp).
#pragma once
#include <string>

#include "estate/estate.hpp"
#include "observe/summary.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::report {

std::string page(const observe::Summary& summary, const estate::Estate& estate,
                 const scenario::Scenario& scenario);

}  // namespace mailsim::report
