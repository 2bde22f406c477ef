// One record from its parts as a zone file writes them, read by ldns. Used by the reader of zone files and by
// changes at run time. Not here: which zone it belongs to, and what else stands at its name.
#pragma once
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "dns/record.hpp"

namespace mailsim::dns {

struct WrittenRecord {
    std::string_view owner;  // "@", relative to origin, or with a trailing dot
    std::uint32_t ttl = 0;
    Type type = Type::a;
    std::string_view rdata;   // "10 mail.example.com."
    std::string_view origin;  // without trailing dot; "" is the root
};

// On failure: what was wrong and how it is written, ready for a Problem's message.
base::expected<Record, std::string> read_record(const WrittenRecord& written, NameTable& names);

}  // namespace mailsim::dns
