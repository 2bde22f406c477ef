#include "report/figure.hpp"

#include <fmt/format.h>

#include <cmath>

namespace mailsim::report {
namespace {

std::string trim_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string two_units(std::int64_t value, int ratio, const char* large, const char* small) {
    std::string text = fmt::format("{} {}", value / ratio, large);
    return value % ratio ? fmt::format("{} {} {}", text, value % ratio, small) : text;
}

}  // namespace

std::string count_text(std::uint64_t n) {
    std::string text = std::to_string(n);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string number_text(double value) {
    if (!std::isfinite(value)) return "-";
    double size = std::abs(value);
    if (size >= 1000) {
        std::string text = count_text(static_cast<std::uint64_t>(std::llround(size)));
        return value < 0 ? "-" + text : text;
    }
    if (size < 1e-6) return "0";
    int decimals = size >= 100  ? 0
                   : size >= 10 ? 1
                   : size >= 1  ? 2
                                : 2 - static_cast<int>(std::floor(std::log10(size)));
    return trim_zeros(fmt::format("{:.{}f}", value, decimals));
}

std::string share_text(double share) {
    double percent = share * 100;
    // Nothing that is not all may read as all, nor anything as nothing.
    if (percent > 99.95 && percent < 100)
        return percent > 99.995 ? "over 99.99 %" : fmt::format("{:.2f} %", percent);
    if (percent != 0 && std::abs(percent) < 0.005) return "under 0.01 %";
    return fmt::format("{} %", std::abs(percent) >= 10 ? trim_zeros(fmt::format("{:.1f}", percent))
                                                       : trim_zeros(fmt::format("{:.2f}", percent)));
}

std::string seconds_text(double s) {
    if (!std::isfinite(s)) return "-";
    if (s < 0) return "-" + seconds_text(-s);
    if (s == 0) return "0 s";
    if (s < 0.9995e-3) return fmt::format("{} us", number_text(s * 1e6));
    if (s < 0.9995) return fmt::format("{} ms", number_text(s * 1e3));
    if (s < 99.95) return fmt::format("{} s", number_text(s));
    auto whole = static_cast<std::int64_t>(std::llround(s));
    if (whole < 7200) return two_units(whole, 60, "min", "s");
    if (whole < 48 * 3600) return two_units((whole + 30) / 60, 60, "h", "min");
    return two_units((whole + 1800) / 3600, 24, "d", "h");
}

std::string seconds_text(const std::optional<double>& value) { return value ? seconds_text(*value) : "-"; }

std::string value_text(double value, std::string_view unit) {
    if (unit == "share") return share_text(value);
    if (unit == "s") return seconds_text(value);
    return unit.empty() ? number_text(value) : fmt::format("{} {}", number_text(value), unit);
}

std::string with_half(double mean, double half, std::string_view unit) {
    std::string text = value_text(mean, unit);
    if (unit == "share") {
        bool plain = text.ends_with(" %") && text.front() >= '0' && text.front() <= '9';
        if (half < 5e-5 || !plain) return text;
        return fmt::format("{} ±{:.2g} %", text.substr(0, text.size() - 2), half * 100);
    }
    double relative = mean != 0 ? half / std::abs(mean) : 0;
    return relative < 0.0005 ? text
                             : fmt::format("{} ±{} %", text,
                                           number_text(relative < 0.1 ? std::round(relative * 1000) / 10
                                                                      : std::round(relative * 100)));
}

std::string clock_text(double seconds) {
    auto minutes = static_cast<std::int64_t>(std::llround(seconds / 60));
    std::string time = fmt::format("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    return minutes < 24 * 60 ? time : fmt::format("day {} {}", minutes / (24 * 60) + 1, time);
}

}  // namespace mailsim::report
