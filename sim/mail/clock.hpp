// The simulated instant as a date on a calendar, in the forms that logs and headers use. A run begins in the
// week of Monday 5 January 2026, in UTC: an assumption, since a scenario names a day of the week only.
#pragma once
#include <cstdint>
#include <string>

#include "base/units.hpp"

namespace mailsim::mail {

class Clock {
  public:
    explicit Clock(base::Duration start_of_week) : start_of_week_(start_of_week) {}
    std::int64_t unix_seconds(base::Instant at) const;
    std::int64_t microseconds(base::Instant at) const;   // within the second
    std::string syslog(base::Instant at) const;          // "Jan  5 10:00:00"
    std::string iso(base::Instant at) const;             // "2026-01-05 10:00:00"
    std::string mail_date(base::Instant at) const;       // "Mon, 5 Jan 2026 10:00:00 +0000"
    std::string compact(base::Instant at) const;         // "20260105100000"
    std::string month_day_time(base::Instant at) const;  // "01-05 10:00:00:123 +0000"
  private:
    base::Duration start_of_week_;
};

}  // namespace mailsim::mail
