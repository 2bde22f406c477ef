// AUTH PLAIN (RFC 4616) and LOGIN: base64 lines in, user and password out; and the client's lines for both.
// Not here: whether the password is right, and when AUTH is allowed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "smtp/error.hpp"
#include "smtp/extensions.hpp"

namespace mailsim::smtp {

enum class Mechanism : std::uint8_t { plain, login };

struct Credentials {
    Mechanism mechanism = Mechanism::plain;
    std::string user, password;  // user: the authentication identity
};

// Encodes in base64 (RFC 4648 4).
std::string base64(std::string_view octets);
// Decodes; false when it is not base64 in full groups of four.
bool from_base64(std::string_view text, std::string& octets);

// The server's end of one AUTH command.
class AuthExchange {
  public:
    struct Step {
        enum class What : std::uint8_t { challenge, done, failed } what;
        std::string_view challenge;  // in base64, for the 334 line
        Error error = Error::none;
    };
    // A typed AUTH of the simulator: the credentials are known to the driver.
    void skip() { credentials_ = {}; }
    // offered: mechanisms that may be used. response: "" when none came with the command.
    Step start(std::string_view mechanism, std::string_view response, Extensions offered);
    Step next(std::string_view line);  // "*" gives up (RFC 4954 4)
    const Credentials& credentials() const { return credentials_; }
    void forget() { credentials_.password.clear(); }

  private:
    Step take(std::string_view line, bool first);
    Step nobody();
    Step plain(std::string_view octets);
    Credentials credentials_;
    bool user_given_ = false;
};

// The client's lines: PLAIN's only one, LOGIN's answer to each of the two challenges.
std::string plain_response(std::string_view user, std::string_view password);

// An AUTH line is at most this long (RFC 4954 4); Postfix: smtpd_sasl_response_limit.
inline constexpr std::size_t auth_line_limit = 12288;

}  // namespace mailsim::smtp
