// The sections of report.html, each as finished HTML. page.cpp puts them together.
#pragma once
#include <string>

#include "estate/estate.hpp"
#include "observe/summary.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::report {

std::string objectives_part(const observe::Summary& summary);
std::string ledger_part(const observe::Summary& summary);
std::string delay_part(const observe::Summary& summary);
std::string nodes_part(const observe::Summary& summary);
std::string sessions_part(const observe::Summary& summary);
std::string curves_part(const observe::Summary& summary, double week_start);
std::string events_part(const observe::Summary& summary, double week_start);
std::string basis_part(const observe::Summary& summary, const estate::Estate& estate,
                       const scenario::Scenario& scenario);

}  // namespace mailsim::report
