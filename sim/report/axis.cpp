#include "report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/figure.hpp"

namespace mailsim::report {
namespace {

// 1, 2, 2.5 or 5 times a power of ten, so that about four steps reach the largest value.
double nice_step(double largest) {
    double raw = largest / 4, power = std::pow(10, std::floor(std::log10(raw)));
    for (double factor : {1.0, 2.0, 2.5, 5.0})
        if (raw <= factor * power * 1.0001) return factor * power;
    return 10 * power;
}

// Short: there is little room beside an axis.
std::string tick_label(double value, std::string_view unit) {
    if (unit == "s" && value >= 7200) return number_text(value / 3600) + " h";
    if (unit == "s" && value >= 99.95) return number_text(value) + " s";
    return unit == "share" || unit == "s" ? value_text(value, unit) : number_text(value);
}

constexpr std::array<double, 15> round_times{1e-6, 1e-5, 1e-4, 1e-3,  0.01,  0.1,    1,      10,
                                             60,   600,  3600, 36000, 86400, 432000, 2592000};

std::string round_label(double s) {
    if (s < 60) return seconds_text(s);
    if (s < 3600) return fmt::format("{} min", s / 60);
    return s < 86400 ? fmt::format("{} h", s / 3600) : fmt::format("{} d", s / 86400);
}

constexpr std::array<double, 17> clock_steps{10,   30,    60,    120,   300,   600,   900,    1800,  3600,
                                             7200, 10800, 14400, 21600, 43200, 86400, 172800, 604800};

std::string clock_label(double week_second, double span) {
    static constexpr const char* days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    auto s = static_cast<std::int64_t>(std::llround(week_second));
    if (span <= 300) return fmt::format("{:02}:{:02}:{:02}", s / 3600 % 24, s / 60 % 60, s % 60);
    if (span > 2 * 86400 && s % 86400 == 0) return days[s / 86400 % 7];
    return fmt::format("{:02}:{:02}", s / 3600 % 24, s / 60 % 60);
}

}  // namespace

Axis Axis::linear(double largest, std::string_view unit) {
    Axis axis;
    if (!(largest > 0)) largest = 1;
    double step = nice_step(largest);
    axis.high_ = std::ceil(largest / step * 0.9999) * step;
    for (int i = 0; i * step <= axis.high_ * 1.0001; ++i)
        axis.ticks_.push_back({i * step, tick_label(i * step, unit)});
    return axis;
}

Axis Axis::span(double least, double largest, std::string_view unit) {
    Axis axis;
    if (!(largest > least)) largest = least + std::max(std::abs(least) * 0.1, 1e-9);
    double step = nice_step(largest - least);
    double first = std::floor(least / step * 1.0001), last = std::ceil(largest / step * 0.9999);
    axis.low_ = first * step;
    axis.high_ = last * step;
    for (double i = first; i <= last; ++i) axis.ticks_.push_back({i * step, tick_label(i * step, unit)});
    return axis;
}

Axis Axis::words(const std::vector<std::string>& words) {
    Axis axis;
    axis.low_ = -0.5;
    axis.high_ = static_cast<double>(words.size()) - 0.5;
    for (std::size_t i = 0; i < words.size(); ++i) axis.ticks_.push_back({static_cast<double>(i), words[i]});
    return axis;
}

Axis Axis::log_seconds(double least, double largest) {
    Axis axis;
    axis.log_ = true;
    least = std::max(least, round_times.front());
    axis.low_ = *std::prev(std::upper_bound(round_times.begin(), round_times.end(), least));
    auto above = std::lower_bound(round_times.begin(), round_times.end(), std::max(largest, axis.low_ * 10));
    axis.high_ = above == round_times.end() ? round_times.back() : *above;
    for (double t : round_times)
        if (t >= axis.low_ && t <= axis.high_) axis.ticks_.push_back({t, round_label(t)});
    return axis;
}

Axis Axis::clock(double from, double to, double week_start, int most) {
    Axis axis;
    axis.low_ = from;
    axis.high_ = std::max(to, from + 1);
    double span = axis.high_ - axis.low_, step = clock_steps.back();
    for (double s : clock_steps)
        if (span / s <= most) {
            step = s;
            break;
        }
    for (double t = std::ceil((week_start + from) / step) * step; t <= week_start + axis.high_ + 0.5;
         t += step)
        axis.ticks_.push_back({t - week_start, clock_label(t, span)});
    return axis;
}

double Axis::place(double value) const {
    if (log_) return std::log(std::max(value, low_) / low_) / std::log(high_ / low_);
    return (value - low_) / (high_ - low_);
}

}  // namespace mailsim::report
