// The server's standing answers, worded as Dovecot 2.3 words them (recorded by groundtruth case 19 and its
// kin). The text sessions send them; the simulator's polls count their octets.
#pragma once
#include <string_view>

namespace mailsim::pop3::words {

inline constexpr std::string_view ready = "+OK Dovecot ready.";
inline constexpr std::string_view ok = "+OK";
inline constexpr std::string_view logged_in = "+OK Logged in.";
inline constexpr std::string_view login_refused = "-ERR [AUTH] Authentication failed.";
inline constexpr std::string_view in_use =
    "-ERR [IN-USE] Mailbox is locked by another POP3 session.";  // RFC 2449 8.1.1
inline constexpr std::string_view no_username = "-ERR No username given.";
inline constexpr std::string_view bad_mechanism = "-ERR [AUTH] Unsupported authentication mechanism.";
inline constexpr std::string_view bad_base64 = "-ERR [AUTH] Invalid base64 data in initial response";
inline constexpr std::string_view bad_base64_later = "-ERR [AUTH] Invalid base64 in response";
inline constexpr std::string_view plaintext_refused =
    "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.";
inline constexpr std::string_view tls_begins = "+OK Begin TLS negotiation now.";
inline constexpr std::string_view no_tls = "-ERR TLS support isn't enabled.";
inline constexpr std::string_view already_tls = "-ERR TLS is already active.";
inline constexpr std::string_view unknown_command =
    "-ERR Unknown command.";  // before login; after it, with its name
inline constexpr std::string_view marked = "+OK Marked to be deleted.";
inline constexpr std::string_view message_deleted = "-ERR Message is deleted.";
inline constexpr std::string_view goodbye_before_login = "+OK Logging out";
inline constexpr std::string_view goodbye = "+OK Logging out.";
inline constexpr std::string_view goodbye_deleted = "+OK Logging out, messages deleted.";
inline constexpr std::string_view too_long = "-ERR Input line too long.";
inline constexpr std::string_view too_many_bad = "-ERR Too many bad commands.";
inline constexpr std::string_view too_many_bad_before_login = "-ERR Too many invalid bad commands.";

// CAPA's lines (RFC 2449), in Dovecot's order; the last three depend on the session.
inline constexpr std::string_view capabilities[] = {"CAPA",       "TOP",        "UIDL",
                                                    "RESP-CODES", "PIPELINING", "AUTH-RESP-CODE"};
inline constexpr std::string_view capability_stls = "STLS";
inline constexpr std::string_view capability_user = "USER";
inline constexpr std::string_view capability_sasl = "SASL PLAIN LOGIN";

}  // namespace mailsim::pop3::words
