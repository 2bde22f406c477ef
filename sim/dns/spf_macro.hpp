// Macros of SPF records (RFC 7208 7): their grammar, and what becomes of a value. Which value a letter stands
// for is the check's to know. Not for use outside this room.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ip.hpp"

namespace mailsim::dns {

// Whether a text is a domain-spec (RFC 7208 7.1), which ends in a top label or in a macro.
bool is_domain_spec(std::string_view text);
// Whether a text is a macro-string: the value of an unknown modifier.
bool is_macro_string(std::string_view text);

// One "%{...}" (RFC 7208 7.1).
struct SpfMacro {
    char letter = 's';  // in lower case
    bool escape = false, reverse = false;
    int keep = 0;  // parts from the right; 0: all
    std::string delimiters = ".";
};
// Reads a macro that starts at text[at] ("%{"), and moves `at` behind it. nullopt: no such macro.
std::optional<SpfMacro> parse_macro(std::string_view text, std::size_t& at);

// Splits a value at the macro's delimiters, turns it round, keeps parts from the right and joins them with
// dots (RFC 7208 7.3).
std::string transformed(const std::string& value, const SpfMacro& macro);

// The value of %{i}: 192.0.2.3 as it is; IPv6 as nibbles with dots (RFC 7208 7.3).
std::string macro_address(const base::Ip& ip);

}  // namespace mailsim::dns
