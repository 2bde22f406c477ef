// DNS messages as bytes (RFC 1035 4, EDNS RFC 6891), for the lab: queries read, responses written. Any bytes
// are answered or dropped, never trusted. Not here: sockets, and the two-byte length that TCP puts before.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "dns/zone.hpp"

namespace mailsim::dns {

enum class Rcode : std::uint8_t {
    ok = 0,
    formerr = 1,
    servfail = 2,
    nxdomain = 3,
    notimp = 4,
    refused = 5,
    badvers = 16
};
enum class Transport { udp, tcp };

struct Query {
    std::uint16_t id = 0;
    std::uint8_t opcode = 0;  // 0 is QUERY
    bool recursion_desired = false;
    std::string name;  // as the client wrote it, without trailing dot
    Type type = Type::a;
    std::uint16_t klass = 1;  // 1 is IN
    bool edns = false;
    std::uint8_t edns_version = 0;
    std::uint16_t udp_size = 512;  // what the client takes over UDP; at least 512
    Rcode verdict = Rcode::ok;  // formerr, notimp, badvers or refused: answer so without looking anything up
};

using Octets = std::vector<std::uint8_t>;

// Other addresses than the zones' (the lab gives its loopback addresses): what is shown of an A or AAAA
// record's address, and which address is meant by one in the name of a PTR question. Empty: as they are.
struct Rewrite {
    std::function<base::Ip(base::Ip)> shown, meant;
};

// False when nothing may be answered: shorter than a header, or itself a response (no loops between servers).
bool parse_query(std::span<const std::uint8_t> bytes, Query& query);

// The answer as an authoritative server sends it; empty for silence (send nothing). UDP answers above the
// client's size are cut to the question with TC set (RFC 2181 9).
Octets response(const Query& query, const Answer& answer, const Zones& zones, Transport transport,
                const Rewrite& rewrite = {});
Octets error_response(const Query& query, Rcode rcode);

// All of it: bytes in, bytes out (empty: send nothing). delay of the answer goes to the caller, who waits.
struct Served {
    Octets bytes;
    base::Duration delay{};
};
Served serve(std::span<const std::uint8_t> bytes, const Zones& zones, Transport transport,
             const Rewrite& rewrite = {});

}  // namespace mailsim::dns
