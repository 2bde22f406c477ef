// When mail arrives. Every arrival has a key of its own: what is drawn for the message is drawn with that
// key, so that the same message has the same sender, size and recipients in every variant of a run. How a
// higher rate keeps the arrivals of a lower one: sim/notes/0002-scaled-arrivals.md.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/parameter.hpp"
#include "base/random.hpp"
#include "base/units.hpp"
#include "load/day_profile.hpp"

namespace mailsim::load {

struct Arrival {
    base::Instant at;
    std::uint64_t key = 0;  // unique in its stream, below 2^56
};

// Poisson arrivals with a rate that follows a profile. The arrivals at one rate are among those at any higher
// rate, same instants and keys, if seed, stream, profile and cells_per_day are the same.
class PoissonArrivals {
  public:
    struct Settings {
        double per_day = 0;        // mean number on a mean weekday; at least 0
        std::uint64_t stream = 0;  // streams of one run are independent
        std::uint32_t cells_per_day = 16384;
        base::Instant until =
            base::Instant{} + std::chrono::hours(24 * 500);  // none is looked for after this
    };
    // The profile must outlive this.
    PoissonArrivals(const DayProfile& profile, const base::Draws& draws, const Settings& settings);

    // The next arrival; `at` is base::never when the rate is 0 or none comes before `until`. HOT: no
    // allocation once warm.
    Arrival next();

  private:
    struct Point {
        double units;
        std::uint64_t key;
    };
    void fill_cell();

    DayProfile::Reader reader_;
    base::Draws draws_;
    Settings settings_;
    std::uint64_t entity_, cell_ = 0, cells_ = 0;
    std::size_t used_ = 0;
    std::vector<Point> points_;
};

// Bursty arrivals: gaps below `splice` follow a Weibull law, those above a Pareto law (Bertolotti and
// Calzarossa); the Weibull scale is chosen so that the mean gap is right. Gaps are counted at the mean rate
// of a weekday and stretched by the profile. A higher rate keeps the order of short and long gaps, not the
// instants.
struct BurstyGaps {
    base::Duration splice = std::chrono::seconds(7);
    double shape = 0.6;  // Weibull; above 0, at most 1
    double alpha = 1.5;  // Pareto; above 1
};

class BurstyArrivals {
  public:
    // per_day above 0. When the mean gap is so long that no Weibull scale gives it, the Pareto part is
    // stretched.
    BurstyArrivals(const DayProfile& profile, const base::Draws& draws, double per_day,
                   std::uint64_t stream = 0, const BurstyGaps& gaps = {});
    Arrival next();                      // HOT
    base::Duration gap(double u) const;  // quantile of a gap at the mean rate

  private:
    double mean(double scale) const;
    double body(double scale) const;  // share of gaps below the splice

    DayProfile::Reader reader_;
    base::Draws draws_;
    BurstyGaps gaps_;
    std::uint64_t entity_, n_ = 0;
    double scale_ = 0, body_ = 0, stretch_ = 1, units_ = 0;
};

std::span<const base::Parameter> arrival_parameters();

}  // namespace mailsim::load
