// One command of a client, typed. The simulator fills in numbers only (an Address, a size); the lab adds the
// words, which point into its Reader's line and live until the next line. Not here: reading and writing them
// as text.
#pragma once
#include <cstdint>
#include <string_view>

#include "mail/address.hpp"
#include "smtp/error.hpp"

namespace mailsim::smtp {

enum class Verb : std::uint8_t {
    ehlo,
    helo,
    lhlo,
    mail,
    rcpt,
    data,
    bdat,
    rset,
    noop,
    vrfy,
    expn,
    help,
    etrn,
    quit,
    starttls,
    auth,
    unknown,
};
inline constexpr int verb_count = static_cast<int>(Verb::unknown) + 1;

std::string_view name(Verb verb);        // "EHLO"; "" for unknown
Verb verb_named(std::string_view text);  // in any case; unknown when it is none

// A path as it stands between < and > (RFC 5321 4.1.2), without source route, quotes kept; both empty: "<>".
// It is only syntax: nothing is interned, so a stranger cannot fill memory with names.
struct Path {
    std::string_view local, domain;  // domain is empty in "<postmaster>" too
    bool null() const { return local.empty() && domain.empty(); }
    bool operator==(const Path&) const = default;
};

enum class Body : std::uint8_t { unsaid, seven_bit, eight_bit };  // RFC 6152
enum class Ret : std::uint8_t { unsaid, full, headers };          // RFC 3461 4.3
// NOTIFY= of RFC 3461 4.1 as bits; 0: unsaid.
inline constexpr std::uint8_t notify_never = 1, notify_success = 2, notify_failure = 4, notify_delay = 8;

// The words of a command, for the lab.
struct CommandText {
    Path path;                      // MAIL, RCPT; VRFY when it is an address
    std::string_view argument;      // HELO's name, VRFY's string, AUTH's mechanism, NOOP's and HELP's rest
    std::string_view response;      // AUTH's initial response in base64; "=" is an empty one (RFC 4954 4)
    std::string_view envid, orcpt;  // as they came, in xtext (RFC 3461 4)
    std::string_view option;        // the word a fault is about
};

struct Command {
    Verb verb = Verb::unknown;
    Error fault =
        Error::none;  // what the reader found wrong; the server says so unless the order is wrong too
    Body body = Body::unsaid;
    Ret ret = Ret::unsaid;
    std::uint8_t notify = 0;
    bool smtputf8 = false;                  // MAIL SMTPUTF8; RCPT: the address needs it (RFC 6531 3.4)
    bool dsn = false;                       // carries a parameter of RFC 3461
    bool auth = false, auth_twice = false;  // MAIL AUTH=, which is not heeded
    bool last = false;                      // BDAT LAST
    mail::Address address;              // MAIL, RCPT: set by the simulator, or by the driver from text->path
    std::int64_t size = -1;             // MAIL SIZE=, or BDAT's count; -1: unsaid
    const CommandText* text = nullptr;  // none in the simulator
};

}  // namespace mailsim::smtp
