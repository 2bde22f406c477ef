// Internet addresses as values: IPv4 and IPv6 in one type, and networks (CIDR blocks) that contain them.
// Not here: ports, names, sockets. IPv4 addresses are stored as they are, never as IPv4-mapped IPv6.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/expected.hpp"

namespace mailsim::base {

class Ip {
  public:
    constexpr Ip() = default;  // no address at all: is_v4() and is_v6() are both false
    static constexpr Ip v4(std::uint32_t number) { return Ip(number); }  // 0x7f000001 is 127.0.0.1
    static constexpr Ip v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
        return Ip(std::uint32_t{a} << 24 | std::uint32_t{b} << 16 | std::uint32_t{c} << 8 | d);
    }
    static constexpr Ip v6(const std::array<std::uint8_t, 16>& bytes) { return Ip(bytes); }

    constexpr bool valid() const { return bits_ != 0; }
    constexpr bool is_v4() const { return bits_ == 32; }
    constexpr bool is_v6() const { return bits_ == 128; }
    constexpr int bits() const { return bits_; }  // 32, 128, or 0 for no address
    // The IPv4 address as a number; only for is_v4().
    constexpr std::uint32_t v4_number() const {
        return std::uint32_t{bytes_[0]} << 24 | std::uint32_t{bytes_[1]} << 16 |
               std::uint32_t{bytes_[2]} << 8 | bytes_[3];
    }
    // Network order; an IPv4 address uses the first four.
    constexpr const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
    bool is_loopback() const;  // 127.0.0.0/8 (RFC 1122 3.2.1.3) or ::1 (RFC 4291 2.5.3)

    auto operator<=>(const Ip&) const = default;  // IPv4 before IPv6, then by number

  private:
    explicit constexpr Ip(std::uint32_t number)
        : bits_(32),
          bytes_{static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
                 static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)} {}
    explicit constexpr Ip(const std::array<std::uint8_t, 16>& bytes) : bits_(128), bytes_(bytes) {}

    std::uint8_t bits_ = 0;
    std::array<std::uint8_t, 16> bytes_{};
};

// "192.0.2.1" (four decimal octets, no leading zeros) or "2001:db8::1" (RFC 4291 2.2).
// On failure: what was wrong and what is allowed, ready for a Problem's message.
expected<Ip, std::string> parse_ip(std::string_view text);

std::string to_string(const Ip& ip);  // IPv6 in the form of RFC 5952; "" for no address

// "1.2.0.192.in-addr.arpa" (RFC 1035 3.5) or the ip6.arpa name (RFC 3596 2.5), without a trailing dot.
std::string reverse_name(const Ip& ip);

// A block of addresses that share their first length bits.
class IpNetwork {
  public:
    constexpr IpNetwork() = default;           // contains nothing
    IpNetwork(const Ip& address, int length);  // length 0 to address.bits(); host bits are set to zero

    bool contains(const Ip& ip) const;
    const Ip& address() const { return address_; }
    int length() const { return length_; }
    auto operator<=>(const IpNetwork&) const = default;

  private:
    Ip address_;
    int length_ = 0;
};

// "192.0.2.0/24", "2001:db8::/32", or one address alone. Bits set after the length are a mistake (RFC
// 4632 3.1).
expected<IpNetwork, std::string> parse_network(std::string_view text);

std::string to_string(const IpNetwork& network);  // always with "/length"

}  // namespace mailsim::base

template <>
struct std::hash<mailsim::base::Ip> {
    std::size_t operator()(const mailsim::base::Ip& ip) const noexcept;
};
