#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.hpp"

namespace mailsim::config {
namespace {

bool inside(const Place& place, double value, const Range& range) {
    if (value >= range.low && value <= range.high) return true;
    std::string words = range.words;
    if (words.empty()) {
        words = range.high == std::numeric_limits<double>::infinity()
                    ? fmt::format("at least {:g}", range.low)
                    : fmt::format("{:g} to {:g}", range.low, range.high);
    }
    place.problem(fmt::format("{} is out of bounds; allowed: {}", shown(place.value()), words));
    return false;
}

// A quantity written as a text with a unit.
template <class Quantity, class Number>
std::optional<Quantity> quantity(const Place& place, const Range& range, std::string_view example,
                                 base::expected<Quantity, std::string> (*parse)(std::string_view),
                                 Number number) {
    if (!place.value().is_text()) {
        place.wrong_type(fmt::format("a text with a unit, like \"{}\"", example));
        return std::nullopt;
    }
    auto parsed = parse(place.value().text());
    if (!parsed) {
        place.problem(parsed.error());
        return std::nullopt;
    }
    if (!inside(place, number(*parsed), range)) return std::nullopt;
    return *parsed;
}

}  // namespace

std::optional<base::Duration> duration(const Place& place, const Range& range) {
    return quantity(place, range, "5 ms", base::parse_duration,
                    [](base::Duration d) { return static_cast<double>(d.count()); });
}

std::optional<base::Bytes> bytes(const Place& place, const Range& range) {
    return quantity(place, range, "10 MB", base::parse_bytes,
                    [](base::Bytes b) { return static_cast<double>(b.count); });
}

std::optional<base::Bandwidth> bandwidth(const Place& place, const Range& range) {
    return quantity(place, range, "100 Mbit/s", base::parse_bandwidth,
                    [](base::Bandwidth b) { return b.bytes_per_second; });
}

std::optional<double> share(const Place& place, const Range& range) {
    return quantity(place, range, "12 %", base::parse_share, [](double s) { return s; });
}

std::optional<double> number(const Place& place, const Range& range) {
    if (!place.value().is_number()) {
        place.wrong_type("a plain number");
        return std::nullopt;
    }
    if (!inside(place, place.value().number(), range)) return std::nullopt;
    return place.value().number();
}

std::optional<std::int64_t> count(const Place& place, const Range& range) {
    if (!place.value().is_integer()) {
        place.wrong_type("a whole number without quotes");
        return std::nullopt;
    }
    if (!inside(place, place.value().number(), range)) return std::nullopt;
    return place.value().integer();
}

std::optional<bool> flag(const Place& place) {
    if (place.value().is_boolean()) return place.value().boolean();
    place.wrong_type("true or false");
    return std::nullopt;
}

std::optional<std::string> text(const Place& place) {
    if (!place.value().is_text())
        place.wrong_type("a text in quotes");
    else if (place.value().text().size() > 10'000)
        place.problem("is longer than 10,000 bytes");
    else
        return place.value().text();
    return std::nullopt;
}

std::optional<std::size_t> word(const Place& place, std::span<const std::string_view> words) {
    if (!place.value().is_text()) {
        place.wrong_type(fmt::format("one of: {}", fmt::join(words, ", ")));
        return std::nullopt;
    }
    auto found = std::find(words.begin(), words.end(), place.value().text());
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string_view near = base::nearest_name(place.value().text(), words);
    place.problem(fmt::format("{} is not allowed{}; allowed: {}", shown(place.value()),
                              near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                              fmt::join(words, ", ")));
    return std::nullopt;
}

std::optional<base::Ip> address(const Place& place) {
    auto written = text(place);
    if (!written) return std::nullopt;
    auto parsed = base::parse_ip(*written);
    if (!parsed) {
        place.problem(parsed.error());
        return std::nullopt;
    }
    return *parsed;
}

std::optional<std::uint32_t> known(const Place& place, std::string_view what,
                                   const std::vector<std::string>& names) {
    auto written = text(place);
    if (!written) return std::nullopt;
    auto found = std::find(names.begin(), names.end(), *written);
    if (!written->empty() && found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    std::vector<std::string_view> all(names.begin(), names.end());
    place.problem(base::unknown_name(what, *written, all));
    return std::nullopt;
}

}  // namespace mailsim::config
