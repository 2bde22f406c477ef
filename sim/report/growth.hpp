// Growth, sensitivity and the analytic twin as text for the terminal, JSON, CSV and pages.
#pragma once
#include <string>

#include "json/value.hpp"
#include "study/growth.hpp"
#include "study/sensitivity.hpp"
#include "study/twin.hpp"

namespace mailsim::report {

std::string growth_text(const study::Growth& growth);
json::Value to_json(const study::Growth& growth);
std::string growth_csv(const study::Growth& growth);  // disks, a line a month and machine
std::string growth_page(const study::Growth& growth);

std::string sensitivity_text(const study::Sensitivity& sensitivity);
json::Value to_json(const study::Sensitivity& sensitivity);
std::string sensitivity_page(const study::Sensitivity& sensitivity);

std::string twin_text(const std::vector<study::TwinRow>& rows);
json::Value to_json(const std::vector<study::TwinRow>& rows);
std::string twin_page(const std::string& title, const std::string& scenario,
                      const std::vector<study::TwinRow>& rows);
std::string twin_html(const std::vector<study::TwinRow>& rows);  // a table and notes, for any page

std::string bytes_text(double bytes);  // "1.2 TB"

}  // namespace mailsim::report
