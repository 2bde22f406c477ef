// Commands that lead into a session: STARTTLS, AUTHENTICATE (PLAIN, LOGIN; RFC 4959 initial responses),
// LOGIN.
#include "base/names.hpp"
#include "imap/commands.hpp"
#include "imap/words.hpp"
#include "mail/encoding.hpp"

namespace mailsim::imap {
namespace {

using Status = Result::Status;

Result privacy_required() {
    return plain(
        Status::no,
        "[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.");
}
Result refused() { return plain(Status::no, words::login_refused.substr(3)); }

Result ask_login(Session& session, std::string user, std::string password) {
    session.user = user;
    session.ask = AskLogin{std::move(user), std::move(password)};
    return later();
}

// RFC 4616: authorization identity, NUL, authentication identity, NUL, password.
Result plain_credentials(Session& session, std::string_view message) {
    std::size_t first = message.find('\0');
    std::size_t second = first == std::string_view::npos ? first : message.find('\0', first + 1);
    if (second == std::string_view::npos || message.find('\0', second + 1) != std::string_view::npos)
        return refused();
    std::string_view acts_for = message.substr(0, first),
                     user = message.substr(first + 1, second - first - 1);
    if (user.empty() || (!acts_for.empty() && acts_for != user)) return refused();
    return ask_login(session, std::string(user), std::string(message.substr(second + 1)));
}

}  // namespace

Result do_starttls(Session& session, Parser& parser) {
    parser.end();
    if (parser.failed()) return plain(Status::bad, "Error in IMAP command received by server.");
    if (session.options.tls) return plain(Status::bad, "TLS is already active.");
    if (!session.options.starttls) return plain(Status::bad, "TLS support isn't enabled.");
    session.ask = AskTls{};
    return plain(Status::ok, words::tls_begins.substr(3));
}

Result do_login(Session& session, Parser& parser) {
    std::string user = parser.astring();
    parser.space();
    std::string password = parser.astring();
    parser.end();
    if (parser.failed()) return plain(Status::bad, "Error in IMAP command received by server.");
    if (!session.passwords_allowed()) return privacy_required();
    return ask_login(session, std::move(user), std::move(password));
}

Result do_authenticate(Session& session, Parser& parser) {
    std::string mechanism = base::lower_case(parser.atom());
    std::string initial = parser.take(' ') ? parser.atom() : "";
    parser.end();
    if (parser.failed()) return plain(Status::bad, "Error in IMAP command received by server.");
    if (mechanism != "plain" && mechanism != "login")
        return plain(Status::no, "[ALERT] Unsupported authentication mechanism.");
    if (!session.passwords_allowed()) return privacy_required();
    session.exchange = mechanism == "plain" ? Exchange::plain : Exchange::login_user;
    if (!initial.empty()) return login_line(session, initial == "=" ? "" : initial);
    session.say(session.exchange == Exchange::plain ? "+ " : "+ VXNlcm5hbWU6");
    return later();
}

Result login_line(Session& session, const std::string& line) {
    Exchange at = std::exchange(session.exchange, Exchange::none);
    if (line == "*") return plain(Status::bad, "Authentication aborted by client.");
    auto decoded = mail::decode_base64(line);
    if (!decoded) return plain(Status::bad, "Invalid base64 data in initial response");
    if (at == Exchange::plain) return plain_credentials(session, *decoded);
    if (at == Exchange::login_password) return ask_login(session, session.user, *decoded);
    session.user = *decoded;
    session.exchange = Exchange::login_password;
    session.say("+ UGFzc3dvcmQ6");
    return later();
}

}  // namespace mailsim::imap
