// Figures as people read them: "1,234,567", "12.3 %", "1.5 s". Not for JSON, which keeps full numbers.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailsim::report {

std::string count_text(std::uint64_t n);   // thousands by comma
std::string share_text(double share);      // "12.3 %", "under 0.01 %"; no < or >, for HTML
std::string seconds_text(double seconds);  // "850 ms", "2 h 5 min"
std::string seconds_text(const std::optional<double>& value);  // "-" for none
std::string number_text(double value);  // three significant digits, no exponent below 1e9
std::string value_text(double value, std::string_view unit);  // by its unit: share, s, recipients...
// The mean with half its interval: "3.5 s ±12 %", of itself, and "95 ±1.2 %", a share in points.
std::string with_half(double mean, double half, std::string_view unit);
std::string clock_text(double seconds);  // "09:30", with the day from the second day on

}  // namespace mailsim::report
