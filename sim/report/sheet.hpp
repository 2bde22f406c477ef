// A page that is not a run's: head, title, sections. What it holds is made elsewhere.
#pragma once
#include <string>
#include <string_view>

namespace mailsim::report {

// A tile of a row of figures, and the whole page around finished sections (both HTML).
std::string tile(std::string_view name, std::string_view value, std::string_view below);
// A share with a small bar beside it, so that the eye finds the high ones.
std::string meter(double share);
std::string sheet(std::string_view title, std::string_view sub, std::string_view tiles,
                  std::string_view sections, std::string_view foot);

}  // namespace mailsim::report
