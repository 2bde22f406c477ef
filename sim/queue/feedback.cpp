#include "queue/feedback.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace mailsim::queue {
namespace {

std::string without_spaces(std::string_view text) {
    std::string out;
    for (char c : text)
        if (c != ' ' && c != '\t') out += c;
    return out;
}

}  // namespace

double Feedback::at(std::uint32_t window) const {
    if (style == Style::per_window) return amount / window;
    if (style == Style::per_root) return amount / std::sqrt(static_cast<double>(window));
    return amount;
}

base::expected<Feedback, std::string> parse_feedback(std::string_view text) {
    std::string plain = without_spaces(text);
    Feedback feedback;
    const char* end = plain.data() + plain.size();
    auto number = std::from_chars(plain.data(), end, feedback.amount);
    std::string_view rest(number.ptr, static_cast<std::size_t>(end - number.ptr));
    bool good = number.ec == std::errc{} && feedback.amount >= 0 && feedback.amount <= 1;
    if (rest == "/N" || rest == "/concurrency")
        feedback.style = Feedback::Style::per_window;
    else if (rest == "/sqrt(N)" || rest == "/sqrt_concurrency")
        feedback.style = Feedback::Style::per_root;
    else
        good = good && rest.empty();
    if (!good)
        return base::unexpected(
            fmt::format("'{}' is no feedback: x, x/N or x/sqrt(N) with x from 0 to 1, like 1/N", text));
    return feedback;
}

}  // namespace mailsim::queue
