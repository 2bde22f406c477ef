// A message as the simulator carries it: who, to whom, how large, of what kind. No content: the lab has its
// own.
#pragma once
#include <cstdint>

#include "base/id.hpp"
#include "base/units.hpp"
#include "mail/address.hpp"

namespace mailsim::mail {

// The kinds whose delays are kept apart. Spam is a kind of its own whatever its direction.
enum class Kind : std::uint8_t { internal, incoming, outgoing, dsn, spam };
inline constexpr int kind_count = 5;
constexpr const char* name(Kind kind) {
    constexpr const char* names[] = {"internal", "incoming", "outgoing", "dsn", "spam"};
    return names[static_cast<int>(kind)];
}

// What became of one envelope recipient (the words of the command line).
enum class Outcome : std::uint8_t { delivered, rejected, bounced, deferred, discarded, quarantined };
constexpr const char* name(Outcome outcome) {
    constexpr const char* names[] = {"delivered", "rejected",  "bounced",
                                     "deferred",  "discarded", "quarantined"};
    return names[static_cast<int>(outcome)];
}

struct Message {
    base::MessageId id;
    base::RecipientId first_recipient;  // its recipients' ids follow one another
    std::uint32_t recipient_count = 0;
    std::uint32_t live_recipients = 0;  // not yet at an end; the message leaves memory at 0
    std::uint64_t key = 0;              // for keyed draws: the same message in every variant of a run
    Address sender;                     // null: a DSN or another automatic answer
    Kind kind = Kind::internal;
    bool spam = false;      // true spam, whatever a scanner thinks of it
    std::uint8_t hops = 0;  // Received lines so far (RFC 5321 6.3)
    base::Bytes size;
    base::Instant submitted;  // first submission, or a peer's connection
};

}  // namespace mailsim::mail
