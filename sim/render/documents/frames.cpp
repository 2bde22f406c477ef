#include "render/documents/frames.hpp"

namespace mailsim::render {
namespace {

void little(std::string& out, std::uint32_t n) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(n >> 8 * i & 255);
}
void big(std::string& out, std::uint32_t n, int octets) {
    for (int i = octets; i-- > 0;) out += static_cast<char>(n >> 8 * i & 255);
}

std::uint32_t sum_of(std::string_view octets, std::uint32_t sum = 0) {
    for (std::size_t i = 0; i < octets.size(); ++i) {
        auto octet = static_cast<std::uint32_t>(static_cast<unsigned char>(octets[i]));
        sum += i % 2 ? octet : octet << 8;
    }
    return sum;
}
std::uint32_t folded(std::uint32_t sum) {
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

std::string octets_of(const base::Ip& ip) {
    const auto& bytes = ip.bytes();
    return {bytes.begin(), bytes.begin() + (ip.is_v4() ? 4 : 16)};
}

// The sum over addresses, protocol and length that TCP and UDP add to their own (RFC 9293 3.1).
std::uint32_t pseudo(const base::Ip& from, const base::Ip& to, std::uint8_t protocol, std::size_t length) {
    std::string text = octets_of(from) + octets_of(to);
    return sum_of(text) + protocol + static_cast<std::uint32_t>(length);
}

std::string ip_header(const base::Ip& from, const base::Ip& to, std::uint8_t protocol, std::size_t length) {
    std::string out;
    if (!from.is_v4()) {
        big(out, 0x60000000, 4);
        big(out, static_cast<std::uint32_t>(length), 2);
        out += static_cast<char>(protocol);
        out += static_cast<char>(64);
        return out + octets_of(from) + octets_of(to);
    }
    big(out, 0x4500, 2);
    big(out, static_cast<std::uint32_t>(20 + length), 2);
    big(out, 0x00004000, 4);  // no fragments
    out += static_cast<char>(64);
    out += static_cast<char>(protocol);
    std::string rest = octets_of(from) + octets_of(to);
    big(out, folded(sum_of(rest, sum_of(out))), 2);
    return out + rest;
}

std::string record(std::int64_t seconds, std::int64_t nanoseconds, const base::Ip& from, const base::Ip& to,
                   std::uint8_t protocol, const std::string& transport) {
    std::string frame;
    big(frame, 0x0200, 2), big(frame, 1, 4);  // made-up stations: locally administered addresses
    big(frame, 0x0200, 2), big(frame, 2, 4);
    big(frame, from.is_v4() ? 0x0800 : 0x86dd, 2);
    frame += ip_header(from, to, protocol, transport.size()) + transport;
    std::string out;
    little(out, static_cast<std::uint32_t>(seconds));
    little(out, static_cast<std::uint32_t>(nanoseconds));
    little(out, static_cast<std::uint32_t>(frame.size()));
    little(out, static_cast<std::uint32_t>(frame.size()));
    return out + frame;
}

void put(std::string& out, std::size_t at, std::uint32_t n) {
    out[at] = static_cast<char>(n >> 8);
    out[at + 1] = static_cast<char>(n & 255);
}

}  // namespace

std::string capture_header() {
    std::string out;
    little(out, 0xa1b23c4d);  // nanoseconds
    out += std::string("\x02\x00\x04\x00", 4);
    little(out, 0), little(out, 0), little(out, 262144), little(out, 1);  // Ethernet
    return out;
}

std::string tcp_record(std::int64_t seconds, std::int64_t nanoseconds, const Segment& s) {
    std::string out;
    bool first = s.flags & syn;
    big(out, s.from.port, 2), big(out, s.to.port, 2), big(out, s.sequence, 4);
    big(out, s.flags & ack ? s.acknowledgement : 0, 4);
    out += static_cast<char>((first ? 6 : 5) << 4);
    out += static_cast<char>(s.flags);
    big(out, 65535, 2), big(out, 0, 4);
    if (first) big(out, 0x020405b4, 4);  // MSS 1460
    out += s.payload;
    put(out, 16, folded(sum_of(out, pseudo(s.from.address, s.to.address, 6, out.size()))));
    return record(seconds, nanoseconds, s.from.address, s.to.address, 6, out);
}

std::string udp_record(std::int64_t seconds, std::int64_t nanoseconds, Endpoint from, Endpoint to,
                       std::string_view payload) {
    std::string out;
    big(out, from.port, 2), big(out, to.port, 2), big(out, static_cast<std::uint32_t>(8 + payload.size()), 2),
        big(out, 0, 2);
    out += payload;
    std::uint32_t check = folded(sum_of(out, pseudo(from.address, to.address, 17, out.size())));
    put(out, 6, check ? check : 0xffff);
    return record(seconds, nanoseconds, from.address, to.address, 17, out);
}

}  // namespace mailsim::render
