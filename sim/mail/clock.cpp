#include "mail/clock.hpp"

#include <fmt/format.h>

#include <chrono>

namespace mailsim::mail {
namespace {

constexpr std::int64_t first_monday = 1'767'571'200;  // 2026-01-05 00:00:00 UTC
constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Date {
    int year;
    unsigned month, day, weekday, hour, minute, second;
};

Date date_of(std::int64_t unix_seconds) {
    using namespace std::chrono;
    sys_seconds whole{seconds(unix_seconds)};
    sys_days day = floor<std::chrono::days>(whole);
    year_month_day date(day);
    auto rest = static_cast<unsigned>((whole - day).count());
    return {int(date.year()),
            unsigned(date.month()),
            unsigned(date.day()),
            weekday(day).c_encoding(),
            rest / 3600,
            rest / 60 % 60,
            rest % 60};
}

}  // namespace

std::int64_t Clock::unix_seconds(base::Instant at) const {
    auto since = start_of_week_ + at.time_since_epoch();
    return first_monday + std::chrono::floor<std::chrono::seconds>(since).count();
}

std::int64_t Clock::microseconds(base::Instant at) const {
    auto since = start_of_week_ + at.time_since_epoch();
    return (since - std::chrono::floor<std::chrono::seconds>(since)).count() / 1000;
}

std::string Clock::syslog(base::Instant at) const {
    Date d = date_of(unix_seconds(at));
    return fmt::format("{} {:2} {:02}:{:02}:{:02}", months[d.month - 1], d.day, d.hour, d.minute, d.second);
}

std::string Clock::iso(base::Instant at) const {
    Date d = date_of(unix_seconds(at));
    return fmt::format("{}-{:02}-{:02} {:02}:{:02}:{:02}", d.year, d.month, d.day, d.hour, d.minute,
                       d.second);
}

std::string Clock::mail_date(base::Instant at) const {
    Date d = date_of(unix_seconds(at));
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[d.weekday], d.day, months[d.month - 1],
                       d.year, d.hour, d.minute, d.second);
}

std::string Clock::compact(base::Instant at) const {
    Date d = date_of(unix_seconds(at));
    return fmt::format("{}{:02}{:02}{:02}{:02}{:02}", d.year, d.month, d.day, d.hour, d.minute, d.second);
}

std::string Clock::month_day_time(base::Instant at) const {
    Date d = date_of(unix_seconds(at));
    return fmt::format("{:02}-{:02} {:02}:{:02}:{:02}:{:03} +0000", d.month, d.day, d.hour, d.minute,
                       d.second, microseconds(at) / 1000);
}

}  // namespace mailsim::mail
