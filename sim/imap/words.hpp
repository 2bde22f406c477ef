// The server's standing answers, worded as Dovecot 2.3 words them (recorded by groundtruth case 19 and its
// kin). The text sessions send them; the simulator's polls count their octets.
#pragma once
#include <string_view>

namespace mailsim::imap::words {

inline constexpr std::string_view ready = "Dovecot ready.";
// RFC 3501 7.2.1; between the two halves stand STARTTLS or LOGINDISABLED where they apply.
inline constexpr std::string_view capability_first = "IMAP4rev1 SASL-IR ID IDLE LITERAL+";
inline constexpr std::string_view capability_auth = " AUTH=PLAIN AUTH=LOGIN";
inline constexpr std::string_view capability_starttls = " STARTTLS";
inline constexpr std::string_view capability_login_disabled = " LOGINDISABLED";
inline constexpr std::string_view capability_logged_in =
    "IMAP4rev1 SASL-IR ID IDLE UNSELECT CHILDREN NAMESPACE UIDPLUS SPECIAL-USE LITERAL+ QUOTA";

inline constexpr std::string_view logged_in = "Logged in";
inline constexpr std::string_view login_refused = "NO [AUTHENTICATIONFAILED] Authentication failed.";
inline constexpr std::string_view tls_begins = "OK Begin TLS negotiation now.";
inline constexpr std::string_view goodbye = "* BYE Logging out";
inline constexpr std::string_view idling = "+ idling";
// Dovecot ends most answers with the seconds they took; this room has no clock and shows what a quick server
// shows.
inline constexpr std::string_view taken = " (0.001 + 0.000 secs).";
inline constexpr std::string_view flags =
    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft";  // keywords and ')' follow
inline constexpr std::string_view permanent_flags =
    "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft";
inline constexpr std::string_view permanent_flags_end = " \\*)] Flags permitted.";

}  // namespace mailsim::imap::words
