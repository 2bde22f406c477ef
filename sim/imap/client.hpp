// The client's half of an IMAP session: what to send next, and where the answer leads. It knows nothing of
// the server's states. Not here: text (a caller writes the command and its arguments).
#pragma once
#include <cstdint>
#include <utility>

#include "imap/order.hpp"

namespace mailsim::imap {

// open: connect, log in, select, fetch what is new, then stay idle (IDLE) with the connection held.
// notice: on a held connection: the server says EXISTS, the client ends IDLE, fetches, idles again.
// check: on a held connection without IDLE: NOOP, then fetches what is new.
// whole: open, but LOGOUT at the end instead of IDLE. close: ends IDLE if it idles, LOGOUT.
enum class Visit : std::uint8_t { open, notice, check, whole, close };

struct ClientHabits {
    Visit visit = Visit::whole;
    bool starttls = false;      // STARTTLS before the login
    bool idle = true;           // IDLE while the connection is held
    bool headers_only = false;  // fetches no texts
};

//   [STARTTLS] LOGIN SELECT | [DONE] | NOOP, then FETCH of the new headers, FETCH of each text, then IDLE |
//   LOGOUT
class Client {
  public:
    explicit Client(ClientHabits habits);
    Verb send() const { return next_; }  // unknown: over, or the connection is held
    bool all_headers() const {
        return headers_;
    }  // this FETCH is for the headers of messages first() to last()
    std::uint32_t message() const { return message_; }  // else it is for the text of this message
    std::uint32_t last() const { return last_; }
    // What SELECT or EXISTS told: messages first to last are new (first > last: none).
    void found(std::uint32_t first, std::uint32_t last);
    void answered(bool positive);

  private:
    Verb fetch_or_end();
    Verb end() const;
    Verb after(bool positive);

    ClientHabits habits_;
    Verb next_;
    bool headers_ = false;
    std::uint32_t message_ = 1;
    std::uint32_t last_ = 0;
};

}  // namespace mailsim::imap
