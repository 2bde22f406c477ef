// A study's conclusion as the terminal shows it, 80 columns wide where names allow.
#pragma once
#include <string>

#include "study/conclusion.hpp"

namespace mailsim::report {

std::string study_text(const study::Conclusion& conclusion, bool colour);
// "12.3 s [11.9 to 12.8]"; "-" when there is no interval, for then there is no figure.
std::string estimate_text(const study::Estimate& estimate, std::string_view unit);

}  // namespace mailsim::report
