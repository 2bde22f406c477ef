// Which command is allowed when. Everything that affects the order of a session stands in this one table;
// both the simulator's typed sessions and the lab's text sessions go by it.
#pragma once
#include <cstdint>

#include "smtp/command.hpp"

namespace mailsim::smtp {

// Where a mail transaction stands (RFC 5321 3.3; chunks: RFC 3030).
enum class Phase : std::uint8_t {
    none,      // no MAIL yet
    mail,      // MAIL was accepted, no recipient yet
    rcpt,      // at least one recipient was accepted
    chunks,    // BDAT was accepted
    skipping,  // BDAT came before MAIL: further chunks are read and dropped until BDAT LAST or RSET
    spoiled,   // the same after MAIL: the transaction is not over
};
inline constexpr int phase_count = 6;

struct Order {
    Error at[phase_count];     // none: allowed
    bool needs_hello = false;  // refused before HELO when the policy wants one
    bool before_tls = false;   // allowed before STARTTLS when the policy wants TLS
    bool junk = false;         // counts towards smtpd_junk_command_limit
};

const Order& order(Verb verb, bool lmtp);

}  // namespace mailsim::smtp
