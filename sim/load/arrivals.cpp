#include "load/arrivals.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace mailsim::load {
namespace {

using base::Mark;
using base::Purpose;

constexpr std::uint64_t cell_bits = 24;  // of a key: number in its cell
constexpr std::string_view bursts = "Bertolotti and Calzarossa, as cited by Om et al.";
constexpr base::Parameter rows[] = {
    {"arrivals", "text", "", "poisson", "poisson, bursty, trace",
     "the law of the instants at which mail arrives", bursts, Mark::verified},
    {"submissions_per_user_busy_hour", "number", "", "0.3", "at least 0",
     "messages a user of an Internet provider submits in the busy hour",
     "SPECmail2001 results: 200 users for one message a minute", Mark::derived},
    {"sent_per_user_day", "number", "", "2.5", "at least 0",
     "messages a user submits on a working day: 0.3 in the busy hour, which is 12 % of the day",
     "SPECmail2001 results and the busy-hour share", Mark::derived},
    {"business_sent_per_user_day", "number", "", "30", "at least 0",
     "messages an average business user sends on a working day (heavy user 40)",
     "Exchange sizing 2003 (accu-networks); Radicati 2003 has 29", Mark::verified},
    {"business_received_per_user_day", "number", "", "75", "at least 0",
     "messages an average business user receives on a working day (heavy user 100)",
     "Exchange sizing 2003 (accu-networks); Radicati 2003 has 81", Mark::verified},
    {"spam_share", "share", "%", "45 %", "0 % to 99 %", "spam among what peers offer",
     "Kaspersky, taken as 2025: 44.99 %; 46 % in 2021, 83 % in 2005", Mark::verified},
    {"burst_splice", "duration", "s", "7 s", "above 0",
     "bursty arrivals: gaps below follow a Weibull law, those above a Pareto law", bursts, Mark::verified},
    {"burst_shape", "number", "", "0.6", "above 0, at most 1", "bursty arrivals: shape of the Weibull law",
     "assumption", Mark::proposal},
    {"burst_alpha", "number", "", "1.5", "above 1", "bursty arrivals: exponent of the Pareto law",
     "assumption", Mark::proposal},
};

// Streams get entities far from those of messages and accounts.
std::uint64_t entity_of(std::uint64_t stream) { return base::mix(stream ^ 0x6c6f6164ull); }

}  // namespace

std::span<const base::Parameter> arrival_parameters() { return rows; }

PoissonArrivals::PoissonArrivals(const DayProfile& profile, const base::Draws& draws,
                                 const Settings& settings)
    : reader_(profile), draws_(draws), settings_(settings), entity_(entity_of(settings.stream)) {
    assert(settings.per_day >= 0 && settings.cells_per_day > 0);
    cells_ = static_cast<std::uint64_t>(profile.cumulative(settings.until) * settings.cells_per_day) + 1;
}

// A cell is a strip of the plane (time, rate): its points appear by rising rate, so that a higher rate only
// adds.
void PoissonArrivals::fill_cell() {
    points_.clear();
    used_ = 0;
    std::uint64_t base = cell_ << cell_bits;
    double width = 1.0 / settings_.cells_per_day;
    double rate = 0;
    for (std::uint64_t n = 0;; ++n) {
        rate += base::exponential(draws_.uniform(entity_, Purpose::arrival, 2 * (base + n)), 1 / width);
        if (rate >= settings_.per_day) break;
        double place = draws_.uniform(entity_, Purpose::arrival, 2 * (base + n) + 1);
        points_.push_back({(static_cast<double>(cell_) + place) * width, base + n});
    }
    std::sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) {
        return a.units != b.units ? a.units < b.units : a.key < b.key;
    });
    ++cell_;
}

Arrival PoissonArrivals::next() {
    if (settings_.per_day <= 0) return {base::never, 0};
    while (used_ == points_.size()) {
        if (cell_ >= cells_) return {base::never, 0};
        fill_cell();
    }
    const Point& point = points_[used_++];
    return {reader_.at(point.units), point.key};
}

BurstyArrivals::BurstyArrivals(const DayProfile& profile, const base::Draws& draws, double per_day,
                               std::uint64_t stream, const BurstyGaps& gaps)
    : reader_(profile), draws_(draws), gaps_(gaps), entity_(entity_of(stream)) {
    assert(per_day > 0 && gaps.alpha > 1 && gaps.shape > 0);
    double wanted = 86400 / per_day;
    double low = 1e-9, high = 1e9;
    for (int i = 0; i < 200; ++i) {
        double middle = std::sqrt(low * high);
        (mean(middle) < wanted ? low : high) = middle;
    }
    scale_ = low;
    body_ = body(scale_);
    stretch_ = wanted / mean(scale_);
}

double BurstyArrivals::body(double scale) const {
    return -std::expm1(-std::pow(base::seconds(gaps_.splice) / scale, gaps_.shape));
}

// Integral of the survival function: by Simpson's rule to the splice (in powers that make it smooth), then
// the Pareto part, whose integral is splice / (alpha - 1) for each gap that reaches it.
double BurstyArrivals::mean(double scale) const {
    double splice = base::seconds(gaps_.splice);
    double top = std::pow(splice / scale, gaps_.shape);
    double power = 1 / gaps_.shape;
    // With x = scale * z^power, the integral of exp(-z) dx.
    auto f = [&](double z) { return std::exp(-z) * scale * power * std::pow(z, power - 1); };
    double end = std::min(top, 60.0);
    constexpr int steps = 2000;
    double sum = f(0) + f(end);
    for (int i = 1; i < steps; ++i) sum += (i % 2 == 1 ? 4 : 2) * f(end * i / steps);
    return sum * end / steps / 3 + (1 - body(scale)) * splice / (gaps_.alpha - 1);
}

base::Duration BurstyArrivals::gap(double u) const {
    double seconds = u < body_
                         ? base::weibull(u, scale_, gaps_.shape)
                         : base::pareto((u - body_) / (1 - body_), base::seconds(gaps_.splice), gaps_.alpha);
    return base::from_seconds(seconds * stretch_);
}

Arrival BurstyArrivals::next() {
    units_ += base::seconds(gap(draws_.uniform(entity_, Purpose::arrival, n_))) / 86400;
    return {reader_.at(units_), n_++};
}

}  // namespace mailsim::load
