// A person's program at the door of its server, on paper: does it get in, and if not, what does it hear? The
// way and the verdicts are decide's. Not here: the words that programs use for it (looks/test.cpp).
#pragma once
#include <string>

#include "teach/world.hpp"

namespace mailsim::teach {

enum class Direction { out, in };  // sending, reading mail

struct Knock {
    enum class Stop {
        none,         // signed in
        no_name,      // the server's name has no address, or DNS does not answer
        no_answer,    // nothing comes back
        refused,      // the connection is refused: nobody listens on that port
        tls,          // the two ends do not agree on TLS
        turned_away,  // connected, and refused at once
        away,         // the server behind the front-end does not answer
        sign_in,      // the user name or the password is not accepted
        mail,         // signed in, but the sender is refused (sending only)
    } stop = Stop::none;
    std::string server;  // the name in the settings
    std::uint16_t port = 0;
    estate::Protocol protocol = estate::Protocol::imap;
    estate::Tls tls = estate::Tls::none;
    std::string said;  // the server's words, "" for none
    bool ok() const { return stop == Stop::none; }
};

Knock knock(World& world, mail::Address account, estate::ClientKind kind, Direction direction);

// What the program tells its owner; "" when it got in.
std::string reason(const Knock& knock);

// The kind of program that this account's owner uses.
estate::ClientKind program_of(const estate::Estate& estate, mail::Address account);
std::string program_name(estate::ClientKind kind);  // "Outlook (IMAP)"

}  // namespace mailsim::teach
