// A whole POP3 session in memory, for the simulator: the client machine against the server's order rules,
// over counters. No text, no allocation; the octets are those that the text sessions of the lab would send.
// Not here: time. The caller spends it: a round trip, a processor demand, a transfer for each phase.
#pragma once
#include <array>
#include <cstdint>

#include "base/units.hpp"

namespace mailsim::pop3 {

// How a client polls, and what it finds.
struct PollPlan {
    std::uint32_t new_messages = 0;     // to be retrieved; they are the last ones in the mailbox
    base::Bytes new_bytes;              // their sum
    std::uint32_t stored_messages = 0;  // all, the new ones included
    base::Bytes stored_bytes;
    bool leave_on_server = false;  // no DELE
    bool uidl = false;             // asks UIDL for all after STAT (clients that leave mail on the server do)
    bool capa = false;             // asks CAPA first
    bool stls = false;             // STLS after CAPA (the handshake itself is the caller's)
    bool auth_plain = false;       // AUTH PLAIN with an initial response instead of USER and PASS
    bool login_accepted = true;    // what the server's driver says of the password
    std::uint16_t user_octets = 20;
    std::uint16_t password_octets = 8;
};

// The parts of a session that are timed apart (SPECmail2001: connect, status, retrieve, delete).
enum class PollPhase : std::uint8_t { login, status, retrieve, remove, quit };
inline constexpr int poll_phase_count = 5;

struct PollCost {
    std::uint32_t round_trips = 0;  // waits of the client for an answer; the greeting is one of login's
    std::uint32_t commands = 0;
    base::Bytes from_client, from_server;
    PollCost& operator+=(const PollCost& o);
    bool operator==(const PollCost&) const = default;
};

struct PollResult {
    std::array<PollCost, poll_phase_count> phases;
    bool logged_in = false;
    std::uint32_t retrieved = 0;
    std::uint32_t deleted = 0;  // removed from the mailbox at QUIT
    const PollCost& operator[](PollPhase phase) const { return phases[static_cast<int>(phase)]; }
    PollCost total() const;
};

PollResult poll(const PollPlan& plan);

}  // namespace mailsim::pop3
