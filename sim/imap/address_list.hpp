// Address lists of mail headers (RFC 5322 3.4) as ENVELOPE wants them. Lenient: what cannot be read is
// skipped.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mailsim::imap {

// A group begins with an entry that has only `local` (its name) and ends with an entry that has nothing.
struct ListedAddress {
    std::string name, route, local, domain;
    enum class Kind : unsigned char { address, group_begin, group_end } kind = Kind::address;
};

inline constexpr std::size_t most_addresses = 1000;  // of one field

std::vector<ListedAddress> parse_addresses(std::string_view text);
// "((name route local domain)...)" or NIL (RFC 3501 7.4.2).
void append_addresses(std::string& out, const std::vector<ListedAddress>& list);

}  // namespace mailsim::imap
