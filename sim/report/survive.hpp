// A survival table as text for the terminal, JSON, CSV and a page.
#pragma once
#include <string>

#include "json/value.hpp"
#include "study/survive.hpp"

namespace mailsim::report {

std::string survive_text(const study::SurvivalTable& table);
json::Value to_json(const study::SurvivalTable& table);
std::string survive_csv(const study::SurvivalTable& table);
std::string survive_page(const study::SurvivalTable& table);

}  // namespace mailsim::report
