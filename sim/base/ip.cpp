#include "base/ip.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <cassert>
#include <cstring>
#include <optional>

#include "base/random.hpp"

namespace mailsim::base {
namespace {

// A decimal number of at most `digits` digits, without sign or leading zero, not above `limit`.
std::optional<int> plain_number(std::string_view text, std::size_t digits, int limit) {
    if (text.empty() || text.size() > digits || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    int value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    if (value > limit) return std::nullopt;
    return value;
}

std::optional<Ip> parse_v4(std::string_view text) {
    std::uint32_t number = 0;
    for (int i = 0; i < 4; ++i) {
        std::size_t end = i < 3 ? text.find('.') : text.size();
        if (end == std::string_view::npos) return std::nullopt;
        auto octet = plain_number(text.substr(0, end), 3, 255);
        if (!octet) return std::nullopt;
        number = number << 8 | static_cast<std::uint32_t>(*octet);
        text.remove_prefix(i < 3 ? end + 1 : end);
    }
    return Ip::v4(number);
}

std::optional<Ip> parse_v6(std::string_view text) {
    char zero_ended[INET6_ADDRSTRLEN] = {};
    if (text.size() >= sizeof zero_ended || text.find('\0') != std::string_view::npos) return std::nullopt;
    std::memcpy(zero_ended, text.data(), text.size());
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, zero_ended, bytes.data()) != 1) return std::nullopt;
    return Ip::v6(bytes);
}

bool bit(const Ip& ip, int place) {
    return (ip.bytes()[static_cast<std::size_t>(place / 8)] >> (7 - place % 8) & 1) != 0;
}

Ip keep_first_bits(const Ip& ip, int length) {
    auto bytes = ip.bytes();
    for (int place = length; place < ip.bits(); ++place)
        bytes[static_cast<std::size_t>(place / 8)] &= static_cast<std::uint8_t>(~(1u << (7 - place % 8)));
    if (ip.is_v6()) return Ip::v6(bytes);
    return ip.is_v4() ? Ip::v4(bytes[0], bytes[1], bytes[2], bytes[3]) : Ip{};
}

}  // namespace

bool Ip::is_loopback() const {
    static constexpr std::array<std::uint8_t, 16> one{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return is_v4() ? bytes_[0] == 127 : is_v6() && bytes_ == one;
}

expected<Ip, std::string> parse_ip(std::string_view text) {
    bool colon = text.find(':') != std::string_view::npos;
    if (auto ip = colon ? parse_v6(text) : parse_v4(text)) return *ip;
    return unexpected(fmt::format(
        "'{}' is not an address; write four numbers from 0 to 255 without leading zeros (192.0.2.1), "
        "or an IPv6 address (2001:db8::1)",
        text.substr(0, 80)));
}

std::string to_string(const Ip& ip) {
    if (!ip.valid()) return {};
    char text[INET6_ADDRSTRLEN];
    inet_ntop(ip.is_v4() ? AF_INET : AF_INET6, ip.bytes().data(), text, sizeof text);
    return text;
}

std::string reverse_name(const Ip& ip) {
    const auto& b = ip.bytes();
    if (ip.is_v4()) return fmt::format("{}.{}.{}.{}.in-addr.arpa", b[3], b[2], b[1], b[0]);
    std::string out;
    if (!ip.is_v6()) return out;
    for (std::size_t i = 16; i-- > 0;) out += fmt::format("{:x}.{:x}.", b[i] & 15, b[i] >> 4);
    return out + "ip6.arpa";
}

IpNetwork::IpNetwork(const Ip& address, int length)
    : address_(keep_first_bits(address, length)), length_(length) {
    assert(length >= 0 && length <= address.bits());
}

bool IpNetwork::contains(const Ip& ip) const {
    if (!address_.valid() || ip.bits() != address_.bits()) return false;
    if (ip.is_v4()) return length_ == 0 || (ip.v4_number() ^ address_.v4_number()) >> (32 - length_) == 0;
    for (int place = 0; place < length_; ++place)
        if (bit(ip, place) != bit(address_, place)) return false;
    return true;
}

expected<IpNetwork, std::string> parse_network(std::string_view text) {
    std::size_t slash = text.find('/');
    auto ip = parse_ip(text.substr(0, slash));
    if (!ip) return unexpected(ip.error());
    if (slash == std::string_view::npos) return IpNetwork(*ip, ip->bits());
    auto length = plain_number(text.substr(slash + 1), 3, ip->bits());
    if (!length)
        return unexpected(fmt::format("the length of network '{}' must be a number from 0 to {}",
                                      text.substr(0, 80), ip->bits()));
    IpNetwork network(*ip, *length);
    if (network.address() != *ip)
        return unexpected(fmt::format("network '{}' has bits set after its length; did you mean {}?",
                                      text.substr(0, 80), to_string(network)));
    return network;
}

std::string to_string(const IpNetwork& network) {
    return fmt::format("{}/{}", to_string(network.address()), network.length());
}

}  // namespace mailsim::base

std::size_t std::hash<mailsim::base::Ip>::operator()(const mailsim::base::Ip& ip) const noexcept {
    std::uint64_t halves[2];
    std::memcpy(halves, ip.bytes().data(), sizeof halves);
    using mailsim::base::mix;
    return mix(mix(halves[0] ^ static_cast<std::uint64_t>(ip.bits())) ^ halves[1]);
}
