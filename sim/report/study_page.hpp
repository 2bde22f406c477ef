// The pages of a study, each one file that needs no network and no script: report.html with its figures, and
// stress-des.html, which documents it for a reviewer.
#pragma once
#include <string>

#include "estate/estate.hpp"
#include "scenario/scenario.hpp"
#include "study/conclusion.hpp"

namespace mailsim::report {

std::string study_page(const study::Conclusion& conclusion);

// The parts of the STRESS-DES guidelines (Monks and others, Journal of Simulation 13, 2019), as far as the
// study can say them itself.
std::string stress_des(const study::Conclusion& conclusion, const estate::Estate& estate,
                       const scenario::Scenario& scenario, const std::string& version);

// "<!DOCTYPE html>..." around a body.
std::string whole_page(const std::string& title, const std::string& sub, const std::string& head,
                       const std::string& body, const std::string& foot);

}  // namespace mailsim::report
