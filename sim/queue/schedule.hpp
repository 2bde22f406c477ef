// Retry schedules as values: when a message that failed is tried again, and when its sender gives up.
// A schedule is told the time and remembers nothing; the queue keeps arrival and attempt number of each
// message. Not here: what is tried (destinations.hpp), where messages wait (queue.hpp).
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/parameter.hpp"
#include "base/units.hpp"

namespace mailsim::queue {

// A delivery attempt that failed for now.
struct FailedAttempt {
    base::Instant arrived;     // when the message entered this queue
    base::Instant ended;       // when the attempt failed
    std::uint32_t number = 1;  // 1 for the first attempt
    bool null_sender = false;  // a bounce: it may have its own lifetime
};

// What follows a failed attempt.
struct Retry {
    bool give_up = false;            // return the message to its sender now
    base::Instant at = base::never;  // else the next attempt starts at this instant
};

// Postfix: the message waits as long as it is old, within bounds, then for the next scan of the deferred
// queue. Postfix counts whole seconds of its clock, and a scan takes what is due a second later (recorded
// case 8).
struct PostfixBackoff {
    base::Duration minimal_backoff = std::chrono::seconds(300);
    base::Duration maximal_backoff = std::chrono::seconds(4000);
    base::Duration queue_run_delay = std::chrono::seconds(300);  // one scan of the deferred queue each
    base::Duration scan_phase{0};  // a scan happens at this time, modulo the delay
    base::Duration maximal_queue_lifetime = std::chrono::hours(120);
    base::Duration bounce_queue_lifetime = std::chrono::hours(120);

    Retry after(const FailedAttempt& failed) const;
};

// A list of ages (time since the first try) at which tries happen, the first try at 0 left out.
struct AgeTable {
    std::vector<base::Duration> ages;            // ascending
    base::Duration then_every{0};                // after the last age; 0: the sender gives up there
    base::Duration lifetime = base::never_ends;  // gives up after a failed try at or above this age
    std::uint32_t most_attempts = 0;  // gives up after so many tries, the first included; 0: no limit

    Retry after(const FailedAttempt& failed) const;
    base::Duration age_of(
        std::uint32_t attempt) const;  // 0 for attempt 1; never_ends when there is no such try
};

struct Schedule {
    std::variant<PostfixBackoff, AgeTable> kind;
    base::Duration delay_warning{0};  // sender is told of the delay at this age; 0: never
    std::uint32_t address_pool = 1;   // tries come from this many addresses in turn or at random
    bool remembers_hosts = false;     // a host that failed is left alone by every message (hosts.hpp)
    bool releases_recovered = false;  // the first success for a destination that failed frees all its mail

    // Whether what is left of a message is put off at one instant, when its last recipient has been tried, so
    // that all of it is due together: as Postfix does. Else each part waits from the end of its own attempt.
    bool whole_messages() const { return std::holds_alternative<PostfixBackoff>(kind); }

    // HOT: no allocation.
    Retry after(const FailedAttempt& failed) const {
        return std::visit([&](const auto& rule) { return rule.after(failed); }, kind);
    }
};

// What is wrong with a schedule (backoff bounds crossed, no scan, no end), in plain sentences; "" when
// nothing is.
std::string_view mistake(const Schedule& schedule);

}  // namespace mailsim::queue
