// The client's half of a POP3 session: what to send next, and where the answer leads. It knows nothing of the
// server's states. Not here: text (a caller writes the verb and its arguments) and choosing what is new.
#pragma once
#include <cstdint>

#include "pop3/order.hpp"

namespace mailsim::pop3 {

struct ClientHabits {
    bool capa = false;             // CAPA first
    bool stls = false;             // STLS before the login
    bool auth_plain = false;       // AUTH PLAIN with an initial response, else USER and PASS
    bool uidl = false;             // UIDL after STAT
    bool leave_on_server = false;  // no DELE
};

//   [CAPA] [STLS] (USER PASS | AUTH) STAT [UIDL] (RETR n [DELE n])* QUIT; a refused login goes to QUIT
class Client {
  public:
    explicit Client(ClientHabits habits);
    Verb send() const { return next_; }                 // unknown: the session is over
    std::uint32_t message() const { return message_; }  // the argument of RETR and DELE
    // What STAT or UIDL told: messages first to last are to be retrieved (first > last: none).
    void found(std::uint32_t first, std::uint32_t last);
    void answered(bool positive);

  private:
    Verb after_capa() const { return habits_.stls ? Verb::stls : login(); }
    Verb login() const { return habits_.auth_plain ? Verb::auth : Verb::user; }
    Verb first_message() const { return message_ <= last_ ? Verb::retr : Verb::quit; }
    Verb next_message();
    Verb after(bool positive);

    ClientHabits habits_;
    Verb next_;
    std::uint32_t message_ = 1;
    std::uint32_t last_ = 0;
};

}  // namespace mailsim::pop3
