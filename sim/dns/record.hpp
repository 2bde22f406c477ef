// Resource records and answers as values. Not here: where answers come from (zone.hpp, cache.hpp).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.hpp"
#include "base/units.hpp"
#include "dns/name.hpp"

namespace mailsim::dns {

// RR types by their number (RFC 1035 3.2.2, RFC 3596). Any other number is kept and served as it is.
enum class Type : std::uint16_t {
    a = 1,
    ns = 2,
    cname = 5,
    soa = 6,
    ptr = 12,
    mx = 15,
    txt = 16,
    aaaa = 28,
    any = 255
};

std::string to_string(Type type);                    // "MX"; "TYPE731" for an unknown one (RFC 3597)
bool parse_type(std::string_view text, Type& type);  // "MX", "mx", "TYPE15"; false when it is no type

struct Record {
    NameId owner{};  // none: the name that was asked (an answer made from a wildcard)
    Type type = Type::a;
    std::uint32_t ttl = 0;         // seconds
    std::uint16_t preference = 0;  // MX only
    NameId target{};               // MX, CNAME, NS, PTR
    base::Ip address{};            // A, AAAA
    std::string text{};            // TXT: its strings joined
    std::string rdata{};           // as a zone file writes it, names absolute
    int line = 0;                  // in its zone file; 0: changed at run time
};

enum class Status : std::uint8_t {
    ok,
    nxdomain,  // no such name
    nodata,    // the name exists, but not with this type
    servfail,
    refused,  // a name in none of our zones
    silence,  // nothing comes back
};
std::string_view to_string(
    Status status);  // "NOERROR", "NXDOMAIN", "NODATA", "SERVFAIL", "REFUSED", "no answer"

struct Question {
    NameId name{};
    Type type = Type::a;
    auto operator<=>(const Question&) const = default;
};

struct Answer {
    Status status = Status::servfail;
    NameId name;                    // as asked; none when the name was never interned
    Type type = Type::a;            // as asked
    std::vector<Record> chain{};    // the CNAME records followed, in order
    std::vector<Record> records{};  // of the type asked, at the chain's end
    std::uint32_t ttl = 0;   // seconds it may be kept: least TTL of what it holds; for nxdomain and nodata
                             // the lesser of the SOA's TTL and its minimum (RFC 2308 5)
    NameId zone{};           // origin of the zone that answered; none for refused
    base::Duration delay{};  // extra time a fault adds before the answer comes
};

}  // namespace mailsim::dns
