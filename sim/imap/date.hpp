// Dates as IMAP and mail headers write them. Times are seconds since 1970 UTC; what is written is in UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mailbox/store.hpp"

namespace mailsim::imap {

using mailbox::UnixTime;

std::string internal_date(UnixTime time);  // "23-Nov-2026 07:42:07 +0000"
std::optional<UnixTime> parse_internal_date(
    std::string_view text);  // the same; the day may begin with a blank
// Days since 1970-01-01.
std::optional<std::int64_t> parse_date(std::string_view text);  // "1-Feb-2026" (RFC 3501 date)
std::optional<std::int64_t> parse_header_date(
    std::string_view text);  // the day in "Mon, 23 Nov 2026 07:42:07 +0500"
std::int64_t day_of(UnixTime time);

}  // namespace mailsim::imap
