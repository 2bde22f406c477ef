// What became of each recipient of one attempt, as the client saw it. A few stand in place, more in a vector
// that keeps its memory from session to session.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "mail/reply.hpp"

namespace mailsim::smtp {

// Where a session ended for a recipient. tls, auth and reset are stages only the client has.
enum class Point : std::uint8_t { none, connect, greeting, helo, tls, auth, mail, rcpt, data, content };
const char* name(Point point);
// "RCPT TO command", as Postfix ends "host X said: ... (in reply to ...)".
const char* in_reply_to(Point point);

enum class Fate : std::uint8_t { pending, accepted, temporary, permanent };

struct Result {
    mail::Reply reply;  // code 0: no reply came, the text says why ({node}: the server)
    Point at = Point::none;
    Fate fate = Fate::pending;
};

class Results {
  public:
    void reset(std::uint32_t count) {
        count_ = count;
        first_.fill({});
        if (count > first_.size()) rest_.assign(count - first_.size(), {});
    }
    std::uint32_t size() const { return count_; }
    Result& operator[](std::uint32_t i) { return i < first_.size() ? first_[i] : rest_[i - first_.size()]; }
    const Result& operator[](std::uint32_t i) const { return const_cast<Results&>(*this)[i]; }

  private:
    std::uint32_t count_ = 0;
    std::array<Result, 4> first_;
    std::vector<Result> rest_;
};

}  // namespace mailsim::smtp
