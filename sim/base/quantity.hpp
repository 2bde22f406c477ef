// Quantities as people write them: "5 ms", "2 h", "10 MB", "1 GiB", "100 Mbit/s", "12 %".
// A number without a unit is refused where a unit is needed, so that nobody has to guess.
#pragma once
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "base/units.hpp"

namespace mailsim::base {

// On failure: what was wrong and what is allowed, ready for a Problem's message.
expected<Duration, std::string> parse_duration(std::string_view text);  // ns us ms s min h d; "never"
expected<Bytes, std::string> parse_bytes(
    std::string_view text);  // B KB MB GB TB (1000), KiB MiB GiB TiB (1024)
expected<Bandwidth, std::string> parse_bandwidth(
    std::string_view text);  // bit/s kbit/s Mbit/s Gbit/s, B/s KB/s MB/s GB/s
expected<double, std::string> parse_share(std::string_view text);  // "12 %" -> 0.12, 0 % to 100 %

// For people: the largest unit that keeps the number at least 1, three significant digits. "1.5 s", "20 KB".
std::string to_string(Duration d);
std::string to_string(Bytes b);
std::string to_string(Bandwidth b);
std::string share_to_string(double share);

// The same quantity in a form that parses back to exactly itself.
std::string exact(Duration d);
std::string exact(Bytes b);

}  // namespace mailsim::base
