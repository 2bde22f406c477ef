#include "render/documents/tls_records.hpp"

#include <algorithm>

#include "base/random.hpp"

namespace mailsim::render {
namespace {

constexpr std::size_t most_in_record = 16384;     // RFC 8446 5.1
constexpr std::size_t overhead = 17;              // the content's type and the tag of AES-GCM
constexpr std::size_t certificate_flight = 2500;  // EncryptedExtensions to Finished; an assumption

void big(std::string& out, std::size_t n, int octets) {
    for (int i = octets; i-- > 0;) out += static_cast<char>(n >> 8 * i & 255);
}

std::string random(std::size_t octets, std::uint64_t key) {
    std::string out;
    for (std::uint64_t n = 0; out.size() < octets; ++n) {
        std::uint64_t word = base::mix(key ^ base::mix(n));
        for (int i = 0; i < 8 && out.size() < octets; ++i) out += static_cast<char>(word >> 8 * i & 255);
    }
    return out;
}

std::string record(int type, const std::string& content) {
    std::string out(1, static_cast<char>(type));
    big(out, 0x0303, 2), big(out, content.size(), 2);
    return out + content;
}

std::string handshake(int type, const std::string& content) {
    std::string out(1, static_cast<char>(type));
    big(out, content.size(), 3);
    return record(22, out + content);
}

std::string extension(std::size_t type, const std::string& content) {
    std::string out;
    big(out, type, 2), big(out, content.size(), 2);
    return out + content;
}

// Group x25519 with a public key of 32 octets.
std::string key_share(std::uint64_t noise) {
    std::string out;
    big(out, 0x001d, 2), big(out, 32, 2);
    return out + random(32, noise + 2);
}

}  // namespace

std::string client_hello(const std::string& name, std::uint64_t noise) {
    std::string sni, share = key_share(noise), list;
    big(sni, name.size() + 3, 2), sni += '\0', big(sni, name.size(), 2), sni += name;
    big(list, share.size(), 2);
    std::string extensions = extension(0, sni) + extension(43, std::string("\x02\x03\x04", 3)) +
                             extension(10, std::string("\x00\x02\x00\x1d", 4)) +
                             extension(13, std::string("\x00\x04\x04\x03\x08\x04", 6)) +
                             extension(51, list + share);
    std::string out;
    big(out, 0x0303, 2), out += random(32, noise), out += '\x20', out += random(32, noise + 1);
    out += std::string("\x00\x02\x13\x02\x01\x00", 6);  // TLS_AES_256_GCM_SHA384; no compression
    big(out, extensions.size(), 2);
    return handshake(1, out + extensions);
}

std::string server_hello(std::uint64_t noise) {
    std::string extensions = extension(43, std::string("\x03\x04", 2)) + extension(51, key_share(noise + 5));
    std::string out;
    big(out, 0x0303, 2), out += random(32, noise + 3), out += '\x20', out += random(32, noise + 1);
    out += std::string("\x13\x02\x00", 3);
    big(out, extensions.size(), 2);
    return handshake(2, out + extensions) + record(20, "\x01") + sealed(certificate_flight, noise + 7);
}

std::string client_finished(std::uint64_t noise) { return record(20, "\x01") + sealed(52, noise + 9); }

std::string sealed(std::size_t octets, std::uint64_t noise) {
    std::string out;
    do {
        std::size_t part = std::min(octets, most_in_record);
        out += record(23, random(part + overhead, noise + out.size()));
        octets -= part;
    } while (octets > 0);
    return out;
}

}  // namespace mailsim::render
