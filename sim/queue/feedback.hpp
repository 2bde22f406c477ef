// What the end of a delivery does to the concurrency of its destination, as Postfix's SCHEDULER_README writes
// it: "1", "1/N", "0.5/sqrt(N)". Not here: the window itself (destinations.hpp).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace mailsim::queue {

// N is the destination's window.
struct Feedback {
    enum class Style : std::uint8_t { fixed, per_window, per_root };  // x, x/N, x/sqrt(N)
    Style style = Style::fixed;
    double amount = 1;  // 0 to 1
    double at(std::uint32_t window) const;
};
// "x", "x/N", "x/sqrt(N)", spaces allowed; failure: what is allowed, ready for a Problem's message.
base::expected<Feedback, std::string> parse_feedback(std::string_view text);

}  // namespace mailsim::queue
