// IMAP sessions in memory, for the simulator: the client machine against the server's order rules, over
// counters. No text, no allocation; octets as in the lab's text sessions. Not here: time, which the caller
// spends.
#pragma once
#include <array>
#include <cstdint>

#include "base/units.hpp"

namespace mailsim::imap {

// open: connect, log in, select, fetch what is new, then stay idle (IDLE) with the connection held.
// notice: on a held connection: the server says EXISTS, the client ends IDLE, fetches, idles again.
// check: on a held connection without IDLE: NOOP, then fetches what is new.
// whole: open, but LOGOUT at the end instead of IDLE. close: ends IDLE if it idles, LOGOUT.
enum class Visit : std::uint8_t { open, notice, check, whole, close };

struct PollPlan {
    Visit visit = Visit::whole;
    std::uint32_t new_messages = 0;
    base::Bytes new_bytes;
    std::uint32_t stored_messages = 0;  // all, the new ones included
    bool idle = true;                   // the client holds IDLE while it waits (else it checks with NOOP)
    bool headers_only = false;          // fetches envelopes only, bodies later or never
    bool starttls = false;              // the handshake itself is the caller's
    bool login_accepted = true;
    std::uint16_t user_octets = 20;
    std::uint16_t password_octets = 8;
};

enum class PollPhase : std::uint8_t { login, select, fetch, end };
inline constexpr int poll_phase_count = 4;

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
    bool connected = false;     // the connection is held at the end
    std::uint32_t fetched = 0;  // messages whose text was fetched
    const PollCost& operator[](PollPhase phase) const { return phases[static_cast<int>(phase)]; }
    PollCost total() const;
};

PollResult poll(const PollPlan& plan);

}  // namespace mailsim::imap
