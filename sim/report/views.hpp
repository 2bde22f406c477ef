// The console's own views inside a report page: the script and the style that tools/console builds, and the
// figures as data. Where scripts do not run, or the program was built without node and npm, the page stays as
// it was.
#pragma once
#include <string>
#include <string_view>

#include "json/value.hpp"
#include "observe/summary.hpp"

namespace mailsim::report {

// False: built without node and npm.
bool have_views();

// A finished page with the views and what they show: sums only, never a message. Kind: run, study, capacity,
// survive, growth, sensitivity, twin.
std::string with_views(std::string page, std::string_view kind, const json::Value& figures);

// What the views of a run show beside its summary: curves of the highest nodes, delays by classes, events.
json::Value run_figures(const observe::Summary& summary);

}  // namespace mailsim::report
