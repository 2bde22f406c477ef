// The closed word lists of an estate: roles, protocols, TLS modes, client kinds. Names are the field's own.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mailsim::estate {

enum class Role : std::uint8_t {
    antispam,
    front_end,
    backend,
    mail_server,
    standalone,
    gateway,
    relay,
    dns,
    peer
};
inline constexpr std::array<std::string_view, 9> role_names{
    "antispam", "front-end", "backend", "mail-server", "standalone", "gateway", "relay", "dns", "peer"};

// What a listener speaks. mapi, activesync and webmail are session kinds with their costs: no wire protocol.
enum class Protocol : std::uint8_t { smtp, submission, lmtp, pop3, imap, webmail, mapi, activesync, dns };
inline constexpr std::array<std::string_view, 9> protocol_names{
    "smtp", "submission", "lmtp", "pop3", "imap", "webmail", "mapi", "activesync", "dns"};
inline constexpr int protocol_count = 9;

// starttls: offered and used when both ends can; implicit: TLS from the first byte (port 465, 993, 995).
enum class Tls : std::uint8_t { none, starttls, implicit };
inline constexpr std::array<std::string_view, 3> tls_names{"none", "starttls", "implicit"};

// How a person reaches the estate; peer: not a person but another provider's server.
enum class ClientKind : std::uint8_t { outlook, outlook_pop3, outlook_mapi, webmail, phone, peer };
inline constexpr std::array<std::string_view, 6> client_names{"outlook", "outlook-pop3", "outlook-mapi",
                                                              "webmail", "phone",        "peer"};
inline constexpr int client_kind_count = 5;  // of people

template <class Word, std::size_t n>
std::optional<Word> read_word(std::string_view text, const std::array<std::string_view, n>& names) {
    for (std::size_t i = 0; i < n; ++i)
        if (names[i] == text) return static_cast<Word>(i);
    return std::nullopt;
}

constexpr std::string_view name(Role r) { return role_names[static_cast<std::size_t>(r)]; }
constexpr std::string_view name(Protocol p) { return protocol_names[static_cast<std::size_t>(p)]; }
constexpr std::string_view name(Tls t) { return tls_names[static_cast<std::size_t>(t)]; }
constexpr std::string_view name(ClientKind k) { return client_names[static_cast<std::size_t>(k)]; }

// Whether mail comes from a person's session rather than from another server.
constexpr bool is_person(ClientKind kind) { return kind != ClientKind::peer; }

}  // namespace mailsim::estate
