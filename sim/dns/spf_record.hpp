// An SPF record as a value (RFC 7208 4.6, 5, 6, 12): its terms in order, with macros not yet expanded.
// Not for use outside this room.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.hpp"
#include "dns/spf.hpp"

namespace mailsim::dns {

struct SpfTerm {
    enum class Kind : std::uint8_t { all, include, a, mx, ptr, ip4, ip6, exists };
    Kind kind = Kind::all;
    SpfResult result = SpfResult::pass;  // by the qualifier: + - ~ ?
    std::string domain;                  // domain-spec; "": the current domain
    base::IpNetwork network;             // ip4 and ip6
    int v4_length = 32, v6_length = 128;
    std::string text;  // as written
};

struct SpfRecord {
    std::vector<SpfTerm> terms;
    std::string redirect;  // domain-spec, "" for none
    std::string mistake;   // the first term that is wrong; the record is then a permerror (RFC 7208 4.6)
};

// Whether a TXT record is an SPF record: "v=spf1", then a space or the end (RFC 7208 4.5).
bool is_spf(std::string_view text);

// Reads a record that is_spf().
SpfRecord parse_spf(std::string_view text);

}  // namespace mailsim::dns
