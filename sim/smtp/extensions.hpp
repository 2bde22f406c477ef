// What a server offers in its answer to EHLO (RFC 5321 4.1.1.1) as a set of bits, and the size it states (RFC
// 1870). Not here: the words of the listing, which format.hpp writes and replies.hpp reads.
#pragma once
#include <cstdint>

namespace mailsim::smtp {

enum class Extension : std::uint16_t {
    pipelining = 1 << 0,  // RFC 2920
    size = 1 << 1,        // RFC 1870
    vrfy = 1 << 2,        // RFC 5321 3.5
    etrn = 1 << 3,        // RFC 1985, offered by Postfix and then refused
    starttls = 1 << 4,    // RFC 3207
    auth_plain = 1 << 5,  // RFC 4954, RFC 4616
    auth_login = 1 << 6,
    enhanced_status_codes = 1 << 7,  // RFC 2034
    eight_bit_mime = 1 << 8,         // RFC 6152
    dsn = 1 << 9,                    // RFC 3461
    smtputf8 = 1 << 10,              // RFC 6531
    chunking = 1 << 11,              // RFC 3030
};

struct Extensions {
    std::uint16_t bits = 0;
    std::int64_t size = 0;  // octets; 0: no limit stated
    constexpr bool has(Extension e) const { return bits & static_cast<std::uint16_t>(e); }
    constexpr Extensions& add(Extension e) { return bits |= static_cast<std::uint16_t>(e), *this; }
    constexpr Extensions& drop(Extension e) {
        return bits &= static_cast<std::uint16_t>(~static_cast<std::uint16_t>(e)), *this;
    }
    constexpr bool auth() const { return has(Extension::auth_plain) || has(Extension::auth_login); }
    bool operator==(const Extensions&) const = default;
};

// As a Postfix 3.7 of Debian 12 offers out of the box; neither TLS nor authentication.
inline constexpr Extensions postfix_extensions = Extensions{0, 10'240'000}
                                                     .add(Extension::pipelining)
                                                     .add(Extension::size)
                                                     .add(Extension::vrfy)
                                                     .add(Extension::etrn)
                                                     .add(Extension::enhanced_status_codes)
                                                     .add(Extension::eight_bit_mime)
                                                     .add(Extension::dsn)
                                                     .add(Extension::smtputf8)
                                                     .add(Extension::chunking);
// As Dovecot 2.3's LMTP server offers.
inline constexpr Extensions dovecot_lmtp_extensions = Extensions{}
                                                          .add(Extension::eight_bit_mime)
                                                          .add(Extension::chunking)
                                                          .add(Extension::enhanced_status_codes)
                                                          .add(Extension::pipelining);

}  // namespace mailsim::smtp
