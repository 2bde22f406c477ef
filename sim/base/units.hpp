// Quantities with their unit in the type: time in whole nanoseconds, sizes in bytes, rates in bytes per
// second. Not here: reading them from text ("5 ms", "10 MB"), which is quantity.hpp's work.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>

namespace mailsim::base {

// A length of time. Whole nanoseconds: 292 years fit, and two runs never differ by rounding.
using Duration = std::chrono::nanoseconds;

// The clock of a run (simulated) or of the lab (wall). Zero is the start of the run.
struct Clock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;
};
using Instant = Clock::time_point;

using namespace std::chrono_literals;

inline constexpr Duration never_ends = Duration::max();
inline constexpr Instant never = Instant::max();

constexpr double seconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }
constexpr double seconds(Instant t) { return seconds(t.time_since_epoch()); }

// Rounds to the nearest nanosecond; what does not fit becomes never_ends.
constexpr Duration from_seconds(double s) {
    if (s >= 9.2e9) return never_ends;
    return Duration{static_cast<std::int64_t>(s * 1e9 + (s < 0 ? -0.5 : 0.5))};
}

struct Bytes {
    std::int64_t count = 0;
    auto operator<=>(const Bytes&) const = default;
    constexpr Bytes& operator+=(Bytes o) {
        count += o.count;
        return *this;
    }
    constexpr Bytes& operator-=(Bytes o) {
        count -= o.count;
        return *this;
    }
    friend constexpr Bytes operator+(Bytes a, Bytes b) { return {a.count + b.count}; }
    friend constexpr Bytes operator-(Bytes a, Bytes b) { return {a.count - b.count}; }
    friend constexpr Bytes operator*(Bytes a, std::int64_t n) { return {a.count * n}; }
};

// Bytes per second.
struct Bandwidth {
    double bytes_per_second = 0;
    auto operator<=>(const Bandwidth&) const = default;
};
constexpr Duration transfer_time(Bytes size, Bandwidth rate) {
    return from_seconds(static_cast<double>(size.count) / rate.bytes_per_second);
}

}  // namespace mailsim::base
