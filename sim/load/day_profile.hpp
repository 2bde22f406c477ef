// How a day's mail spreads over the hours of a week: 24 x 7 weights, so scaled that Monday to Friday sum
// to 5. One unit of the cumulative profile is the mail of a mean weekday. Times are those of the run;
// `origin` says where in the week instant zero lies. Not here: how much mail that is (arrivals.hpp).
#pragma once
#include <array>
#include <span>
#include <string_view>

#include "base/parameter.hpp"
#include "base/units.hpp"

namespace mailsim::load {

class DayProfile {
  public:
    static constexpr int hours = 168;  // hour 0 is Monday 0:00 to 1:00
    using Week = std::array<double, hours>;

    // Weights at least 0, at least one weekday hour above 0; origin 0 to 7 days after Monday 0:00.
    explicit DayProfile(const Week& weights, base::Duration origin = base::Duration{0});
    static DayProfile of_days(const std::array<double, 24>& weekday, const std::array<double, 24>& weekend,
                              base::Duration origin = base::Duration{0});

    static DayProfile business(base::Duration origin = base::Duration{
                                   0});                                 // two humps, little at the weekend
    static DayProfile home(base::Duration origin = base::Duration{0});  // evenings and weekends
    static DayProfile flat(base::Duration origin = base::Duration{0});  // spam; theory

    double rate(base::Instant t) const;        // units a day; 1 is the weekday mean
    double cumulative(base::Instant t) const;  // units from instant zero to t, t not before zero
    base::Instant inverse(
        double units) const;         // the earliest instant with that cumulative, to the nanosecond
    double busy_hour_share() const;  // the largest hour of a weekday as a share of that day

    // A reader that only moves forward, for streams of arrivals. HOT: a few ns when units ascend.
    class Reader {
      public:
        explicit Reader(const DayProfile& profile);
        base::Instant at(double units);  // units at least those asked before

      private:
        void next_hour();
        const DayProfile* profile_;
        int hour_;                                  // of the week
        base::Instant begin_;                       // of this hour
        double low_ = 0, high_ = 0, per_unit_ = 0;  // units at begin and end; ns for a unit
    };

  private:
    double from_monday(base::Duration since) const;  // units from Monday 0:00 of the first week

    Week weight_;                             // units in that hour
    std::array<double, hours + 1> before_{};  // units from Monday 0:00
    base::Duration origin_;
    double zero_ = 0;  // units from Monday 0:00 to instant zero
};

// Named profiles for scenario files: business, home, flat.
std::span<const std::string_view> profile_names();
DayProfile named_profile(std::string_view name, base::Duration origin);  // name must be one of these
std::span<const base::Parameter> profile_parameters();

}  // namespace mailsim::load
