#include "load/day_profile.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace mailsim::load {
namespace {

using base::Duration;
using base::Instant;
using namespace std::chrono_literals;
using Day = std::array<double, 24>;

// Per cent of a day's mail in each hour. The largest hour of the business day has the 12 % of the sources.
constexpr Day business_day{0.5, 0.3, 0.2, 0.2,  0.3, 0.6, 1.5, 3.0, 6.5, 10.0, 12.0, 11.0,
                           7.5, 6.5, 9.0, 10.0, 8.5, 5.0, 2.4, 1.6, 1.2, 0.9,  0.7,  0.6};
constexpr Day home_day{1.5, 0.8, 0.5, 0.4, 0.4, 0.6, 1.5, 3.0, 4.0,  4.5, 5.0, 5.0,
                       5.5, 5.0, 4.5, 4.5, 5.0, 6.0, 7.5, 9.0, 10.0, 8.5, 5.0, 2.3};
// Columbia University 2007: with the same spam, 60 % of mail was rejected on weekdays and 80 % at weekends;
// so ham falls from 40/60 to 20/80 of the spam.
constexpr double business_weekend = (20.0 / 80.0) / (40.0 / 60.0);
constexpr double home_weekend = 1.1;

Day times(const Day& day, double factor) {
    Day out = day;
    for (double& weight : out) weight *= factor;
    return out;
}

constexpr base::Parameter rows[] = {
    {"day_profile", "text", "", "business", "business, home, flat, or 168 weights",
     "how a week's mail spreads over its hours: two humps on working days, little at night",
     "no published curve was found; the shape is an assumption", base::Mark::proposal},
    {"busy_hour_share", "share", "%", "12 %", "follows from the profile",
     "mail of the busiest hour of a working day as a share of that day (range 10 to 15 %)",
     "pflogsumm sample of one small server: 84 of 686", base::Mark::derived},
    {"weekend_factor", "number", "", "0.375", "follows from the profile",
     "mail of a Saturday or Sunday as a share of a working day (business; home 1.1 is an assumption)",
     "Columbia University 2007: 60 % rejected on weekdays, 80 % at weekends, same spam", base::Mark::derived},
    {"origin", "duration", "h", "0 h", "0 h to 7 d",
     "where in the week the run begins: time since Monday 0:00", "scenario", base::Mark::proposal},
};
constexpr std::string_view names[] = {"business", "home", "flat"};

}  // namespace

std::span<const base::Parameter> profile_parameters() { return rows; }
std::span<const std::string_view> profile_names() { return names; }

DayProfile::DayProfile(const Week& weights, Duration origin) : weight_(weights), origin_(origin) {
    double weekdays = 0;
    for (std::size_t i = 0; i < 120; ++i) weekdays += weight_[i];
    assert(weekdays > 0 && origin >= 0ns && origin <= 168h);
    for (std::size_t i = 0; i < hours; ++i) {
        weight_[i] *= 5 / weekdays;
        before_[i + 1] = before_[i] + weight_[i];
    }
    zero_ = from_monday(origin_);
}

DayProfile DayProfile::of_days(const Day& weekday, const Day& weekend, Duration origin) {
    Week week;
    for (std::size_t i = 0; i < hours; ++i) week[i] = i < 120 ? weekday[i % 24] : weekend[i % 24];
    return DayProfile(week, origin);
}

DayProfile DayProfile::business(Duration origin) {
    return of_days(business_day, times(business_day, business_weekend), origin);
}
DayProfile DayProfile::home(Duration origin) {
    return of_days(home_day, times(home_day, home_weekend), origin);
}
DayProfile DayProfile::flat(Duration origin) {
    Week week;
    week.fill(1);
    return DayProfile(week, origin);
}

DayProfile named_profile(std::string_view name, Duration origin) {
    if (name == "home") return DayProfile::home(origin);
    if (name == "flat") return DayProfile::flat(origin);
    return DayProfile::business(origin);
}

double DayProfile::rate(Instant t) const {
    return weight_[static_cast<std::size_t>((t.time_since_epoch() + origin_) % 168h / 1h)] * 24;
}

double DayProfile::from_monday(Duration since) const {
    auto hour = static_cast<std::size_t>(since % 168h / 1h);
    return static_cast<double>(since / 168h) * before_[hours] + before_[hour] +
           weight_[hour] * (base::seconds(since % 1h) / 3600);
}

double DayProfile::cumulative(Instant t) const { return from_monday(t.time_since_epoch() + origin_) - zero_; }

Instant DayProfile::inverse(double units) const {
    double weeks = std::floor((units + zero_) / before_[hours]);
    double rest = units + zero_ - weeks * before_[hours];
    auto above = std::lower_bound(before_.begin() + 1, before_.end() - 1, rest);
    auto hour = static_cast<std::size_t>(above - before_.begin()) - 1;
    double into = weight_[hour] > 0 ? (rest - before_[hour]) / weight_[hour] : 0;
    Duration since_monday = static_cast<std::int64_t>(weeks) * Duration(168h) +
                            static_cast<std::int64_t>(hour) * Duration(1h) + base::from_seconds(into * 3600);
    return std::max(Instant{}, Instant{} + (since_monday - origin_));
}

double DayProfile::busy_hour_share() const {
    double largest = 0;
    for (std::size_t day = 0; day < 5; ++day) {
        double sum = before_[day * 24 + 24] - before_[day * 24];
        for (std::size_t hour = 0; hour < 24 && sum > 0; ++hour)
            largest = std::max(largest, weight_[day * 24 + hour] / sum);
    }
    return largest;
}

DayProfile::Reader::Reader(const DayProfile& profile) : profile_(&profile) {
    hour_ = static_cast<int>(profile.origin_ % 168h / 1h);
    begin_ = Instant{} - profile.origin_ % 1h;
    double weight = profile.weight_[static_cast<std::size_t>(hour_)];
    low_ = -weight * (base::seconds(profile.origin_ % 1h) / 3600);
    high_ = low_ + weight;
    per_unit_ = weight > 0 ? 3600e9 / weight : 0;
}

void DayProfile::Reader::next_hour() {
    hour_ = hour_ + 1 == hours ? 0 : hour_ + 1;
    begin_ += 1h;
    double weight = profile_->weight_[static_cast<std::size_t>(hour_)];
    low_ = high_;
    high_ = low_ + weight;
    per_unit_ = weight > 0 ? 3600e9 / weight : 0;
}

Instant DayProfile::Reader::at(double units) {
    while (units > high_) next_hour();
    return begin_ + Duration{static_cast<std::int64_t>((units - low_) * per_unit_ + 0.5)};
}

}  // namespace mailsim::load
