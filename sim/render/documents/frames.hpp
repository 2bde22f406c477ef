// Octets of a capture file: its header, and packets with Ethernet, IPv4 or IPv6, TCP or UDP headers and right
// checksums. Format: pcap with nanoseconds (draft-ietf-opsawg-pcap). Not here: what is said (pcap.cpp).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ip.hpp"
#include "base/units.hpp"

namespace mailsim::render {

struct Endpoint {
    base::Ip address;
    std::uint16_t port = 0;
};

enum TcpFlag : std::uint8_t { fin = 1, syn = 2, push = 8, ack = 16 };

struct Segment {
    Endpoint from, to;
    std::uint32_t sequence = 0, acknowledgement = 0;
    std::uint8_t flags = ack;
    std::string_view payload;
};

std::string capture_header();
// One packet record; unix_seconds and nanoseconds: when it passed.
std::string tcp_record(std::int64_t unix_seconds, std::int64_t nanoseconds, const Segment& segment);
std::string udp_record(std::int64_t unix_seconds, std::int64_t nanoseconds, Endpoint from, Endpoint to,
                       std::string_view payload);

}  // namespace mailsim::render
