#include "base/quantity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <span>

namespace mailsim::base {
namespace {

struct Unit {
    std::string_view name;
    double factor;
};

constexpr Unit duration_units[] = {{"ns", 1},     {"us", 1e3},   {"ms", 1e6},   {"s", 1e9},
                                   {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}};
constexpr Unit byte_units[] = {{"B", 1},           {"KB", 1e3},           {"MB", 1e6},
                               {"GB", 1e9},        {"TB", 1e12},          {"KiB", 1024.0},
                               {"MiB", 1048576.0}, {"GiB", 1073741824.0}, {"TiB", 1099511627776.0}};
constexpr Unit bandwidth_units[] = {{"bit/s", 0.125}, {"kbit/s", 125}, {"Mbit/s", 125e3}, {"Gbit/s", 125e6},
                                    {"B/s", 1},       {"KB/s", 1e3},   {"MB/s", 1e6},     {"GB/s", 1e9}};
constexpr Unit share_units[] = {{"%", 0.01}};

std::string unit_list(std::span<const Unit> units) {
    std::string out;
    for (const Unit& unit : units) out += (out.empty() ? "" : ", ") + std::string(unit.name);
    return out;
}

expected<double, std::string> parse(std::string_view text, std::span<const Unit> units,
                                    std::string_view example) {
    auto wrong = [&](std::string_view why) {
        return unexpected(fmt::format("'{}' {}; write a number and a unit ({}), like \"{}\"", text, why,
                                      unit_list(units), example));
    };
    double number = 0;
    auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || !std::isfinite(number)) return wrong("does not start with a number");
    if (number < 0) return wrong("is negative");
    std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
    if (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
    if (unit.empty()) return wrong("has no unit");
    for (const Unit& known : units)
        if (known.name == unit) return number * known.factor;
    return wrong("has an unknown unit");
}

std::string shown(double value, std::span<const Unit> ascending) {
    const Unit* best = &ascending.front();
    for (const Unit& unit : ascending)
        if (value >= unit.factor * 0.9995) best = &unit;
    return fmt::format("{:.3g} {}", value / best->factor, best->name);
}

}  // namespace

expected<Duration, std::string> parse_duration(std::string_view text) {
    if (text == "never") return never_ends;
    auto value = parse(text, duration_units, "5 ms");
    if (!value) return unexpected(value.error());
    if (*value > 9.2e18)
        return unexpected(fmt::format("'{}' is longer than 292 years; write \"never\"", text));
    return Duration{std::llround(*value)};
}

expected<Bytes, std::string> parse_bytes(std::string_view text) {
    auto value = parse(text, byte_units, "10 MB");
    if (!value) return unexpected(value.error());
    if (*value > 9.2e18) return unexpected(fmt::format("'{}' is more than 9,200,000 TB", text));
    return Bytes{std::llround(*value)};
}

expected<Bandwidth, std::string> parse_bandwidth(std::string_view text) {
    auto value = parse(text, bandwidth_units, "100 Mbit/s");
    if (!value) return unexpected(value.error());
    return Bandwidth{*value};
}

expected<double, std::string> parse_share(std::string_view text) {
    auto value = parse(text, share_units, "12 %");
    if (!value) return unexpected(value.error());
    if (*value > 1) return unexpected(fmt::format("'{}' is more than 100 %", text));
    return *value;
}

std::string to_string(Duration d) {
    if (d == never_ends) return "never";
    if (d.count() < 0) return "-" + to_string(-d);
    if (d.count() == 0) return "0 s";
    return shown(static_cast<double>(d.count()), duration_units);
}

std::string to_string(Bytes b) {
    if (b.count < 0) return "-" + to_string(Bytes{-b.count});
    return shown(static_cast<double>(b.count), std::span(byte_units).first(5));
}

std::string to_string(Bandwidth b) {
    if (b.bytes_per_second == 0) return "0 bit/s";
    return shown(b.bytes_per_second, std::span(bandwidth_units).first(4));
}

std::string share_to_string(double share) { return fmt::format("{:.3g} %", share * 100); }

std::string exact(Duration d) {
    if (d == never_ends) return "never";
    const Unit* best = &duration_units[0];
    for (const Unit& unit : duration_units)
        if (d.count() % static_cast<std::int64_t>(unit.factor) == 0 && d.count() != 0) best = &unit;
    return fmt::format("{} {}", d.count() / static_cast<std::int64_t>(best->factor), best->name);
}

std::string exact(Bytes b) {
    const Unit* best = &byte_units[0];
    for (const Unit& unit : std::span(byte_units).first(5))
        if (b.count % static_cast<std::int64_t>(unit.factor) == 0 && b.count != 0) best = &unit;
    return fmt::format("{} {}", b.count / static_cast<std::int64_t>(best->factor), best->name);
}

}  // namespace mailsim::base
