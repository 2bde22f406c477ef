#include "imap/date.hpp"

#include <fmt/format.h>

#include <charconv>

#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

constexpr std::string_view months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

struct Day {
    std::int64_t year;
    int month, day;
};

// The proleptic Gregorian calendar; years begin in March so that the leap day is the last one.
std::int64_t days_from(Day d) {
    std::int64_t year = d.month <= 2 ? d.year - 1 : d.year;
    std::int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    std::int64_t of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

Day day_from(std::int64_t days) {
    days += 719468;
    std::int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
    int month = static_cast<int>(m < 10 ? m + 3 : m - 9);
    return {year + era * 400 + (month <= 2), month, static_cast<int>(of_year - (153 * m + 2) / 5 + 1)};
}

int length_of(const Day& d) {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    return d.month == 2 && leap ? 29 : lengths[d.month - 1];
}

// Takes digits (and only so many) from the front.
std::optional<int> digits(std::string_view& text, std::size_t at_least, std::size_t at_most) {
    std::size_t length = std::min({text.find_first_not_of("0123456789"), text.size(), at_most});
    if (length < at_least) return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + length, value);
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

// "23-Nov-2026", or with blanks between.
std::optional<std::int64_t> take_day(std::string_view& text, char between) {
    auto day = digits(text, 1, 2);
    if (!day || !take(text, between) || text.size() < 3) return std::nullopt;
    std::size_t month = months.find(upper_case(text.substr(0, 3)));
    if (month == std::string_view::npos || month % 3) return std::nullopt;
    text.remove_prefix(3);
    if (!take(text, between)) return std::nullopt;
    auto year = digits(text, between == ' ' ? 2 : 4, 4);
    if (!year) return std::nullopt;
    if (*year < 50)
        *year += 2000;  // RFC 5322 4.3
    else if (*year < 1000)
        *year += 1900;
    Day found{*year, static_cast<int>(month / 3) + 1, *day};
    if (found.day < 1 || found.day > length_of(found)) return std::nullopt;
    return days_from(found);
}

std::optional<int> take_zone(std::string_view& text) {
    int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    auto zone = digits(text, 4, 4);
    if (!sign || !zone) return std::nullopt;
    return sign * (*zone / 100 * 60 + *zone % 100) * 60;
}

}  // namespace

std::int64_t day_of(UnixTime time) { return (time >= 0 ? time : time - 86399) / 86400; }

std::string internal_date(UnixTime time) {
    std::int64_t days = day_of(time), second = time - days * 86400;
    Day d = day_from(days);
    std::string month(months.substr(static_cast<std::size_t>(d.month - 1) * 3, 3));
    for (char& c : month)
        if (&c != month.data()) c = static_cast<char>(c + 32);
    return fmt::format("{:02}-{}-{:04} {:02}:{:02}:{:02} +0000", d.day, month, d.year, second / 3600,
                       second / 60 % 60, second % 60);
}

std::optional<UnixTime> parse_internal_date(std::string_view text) {
    take(text, ' ');
    auto days = take_day(text, '-');
    if (!days || !take(text, ' ')) return std::nullopt;
    auto hour = digits(text, 2, 2);
    auto minute = hour && take(text, ':') ? digits(text, 2, 2) : std::nullopt;
    auto second = minute && take(text, ':') ? digits(text, 2, 2) : std::nullopt;
    auto zone = second && take(text, ' ') ? take_zone(text) : std::nullopt;
    if (!zone || !text.empty() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return *days * 86400 + *hour * 3600 + *minute * 60 + *second - *zone;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    auto days = take_day(text, '-');
    return text.empty() ? days : std::nullopt;
}

std::optional<std::int64_t> parse_header_date(std::string_view text) {
    std::size_t comma = text.substr(0, 12).find(',');
    if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
    while (take(text, ' ') || take(text, '\t')) {
    }
    return take_day(text, ' ');
}

}  // namespace mailsim::imap
