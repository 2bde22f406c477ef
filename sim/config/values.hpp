// Reading plain values: quantities with their unit, counts, words, names of the estate's parts. Each returns
// nothing and notes the mistake when the value is wrong; each has the JSON Schema that says the same.
#pragma once
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "config/place.hpp"

namespace mailsim::config {

// Bounds of a quantity in its own base unit (ns, bytes, bytes a second, share, plain), and as words.
struct Range {
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
    std::string words;  // "at least 1"; "" for none worth saying
};
Range at_least(double low, std::string_view words = "");
Range more_than_zero(std::string_view words = "more than 0");
Range between(double low, double high, std::string_view words = "");
// A time that is added to others: long enough for any study, short enough never to overflow a clock.
Range time_of_at_least(base::Duration low, std::string_view words);
inline constexpr double most_bytes = 1e15;
// From a parameter row's words: "at least 1 B", "0 % to 100 %", "1 to 50"; any other words: no bounds.
Range range_of_words(std::string_view words, std::string_view type);

std::optional<base::Duration> duration(const Place& place, const Range& range);
std::optional<base::Bytes> bytes(const Place& place, const Range& range);
std::optional<base::Bandwidth> bandwidth(const Place& place, const Range& range);
std::optional<double> share(const Place& place, const Range& range);        // "12 %" -> 0.12
std::optional<double> number(const Place& place, const Range& range);       // a plain number
std::optional<std::int64_t> count(const Place& place, const Range& range);  // a plain whole number
std::optional<bool> flag(const Place& place);
std::optional<std::string> text(const Place& place);
std::optional<std::size_t> word(const Place& place, std::span<const std::string_view> words);  // its position
std::optional<base::Ip> address(const Place& place);
// The position of a known name; what: "node", "host".
std::optional<std::uint32_t> known(const Place& place, std::string_view what,
                                   const std::vector<std::string>& names);
std::optional<std::vector<base::IpNetwork>> networks(const Place& place);  // CIDR texts or node ids
std::optional<estate::DomainSet> domain_set(const Place& place);           // names, "@group", or "*"
std::optional<std::vector<mail::Address>> recipients(const Place& place);  // mail addresses; one or a list

// Adds one text of a domain set; false (and noted) when it is neither.
bool add_domain(const Place& place, const std::string& written, estate::DomainSet& set);

// The JSON Schema of one such value; type as in parameter rows (duration, bytes, bandwidth, share, count,
// number, text, flag, networks, domains, address).
json::Value schema_of_type(std::string_view type, const Range& range = {});
json::Value schema_of_words(std::span<const std::string_view> words);
json::Value schema_of_name(std::string_view what);

}  // namespace mailsim::config
