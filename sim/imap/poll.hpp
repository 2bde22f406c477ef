// IMAP sessions in memory, for the simulator: the client machine against the server's order rules, over
// counters. No text, no allocation; octets as in the lab's text sessions. Not here: time, which the caller
// spends.
#pragma once
#include <array>
#include <cstdint>

#include "base/units.hpp"
#include "imap/client.hpp"

namespace mailsim::imap {

// How a client visits (Visit: client.hpp), and what it finds.
struct PollPlan {
    Visit visit = Visit::whole;
    std::uint32_t new_messages = 0;     // the last ones in the folder
    base::Bytes new_bytes;              // their sum
    std::uint32_t stored_messages = 0;  // all, the new ones included
    bool idle = true;                   // the client holds IDLE while it waits (else it checks with NOOP)
    bool headers_only = false;          // fetches headers only, texts later or never
    bool starttls = false;              // the handshake itself is the caller's
    bool login_accepted = true;
    std::uint16_t user_octets = 20;
    std::uint16_t password_octets = 8;
    std::uint16_t header_octets = 1000;  // the mean header of a new message
};

enum class PollPhase : std::uint8_t {
    login,
    select,
    fetch,
    end
};  // select: SELECT, or DONE or NOOP when held
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
    bool logged_in = false;     // now, or since an earlier visit
    bool connected = false;     // the connection is held at the end
    std::uint32_t fetched = 0;  // new messages seen: their headers, and unless headers_only their texts
    const PollCost& operator[](PollPhase phase) const { return phases[static_cast<int>(phase)]; }
    PollCost total() const;
};

PollResult poll(const PollPlan& plan);

}  // namespace mailsim::imap
