// How an awaited operation ended. Simulated failures are ordinary values, never exceptions.
#pragma once
#include <cstdint>

namespace mailsim::base {

enum class Outcome : std::uint8_t {
    done,
    failed,     // a host or link that the operation needs went off, or was off
    timed_out,  // the session's deadline passed
    refused,    // no free place and the queue in front is full
};

}  // namespace mailsim::base
