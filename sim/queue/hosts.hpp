// What a sender remembers of hosts that failed, as Exim does (specification, chapter 32): until a host's next
// try is due no message is offered to it, and one that has failed for as long as the schedule lasts takes its
// mail with it. A host is a number of the caller's. Not here: what counts as the failure of a host (Exim: no
// connection, or refused before the message).
//
//             failed                failed, for too long
//   (unknown) ------> next try at ----------------------> expired
//       ^                 |                                  |
//       +---- reached ----+----------------------------------+
//
#pragma once
#include <cstdint>
#include <unordered_map>

#include "queue/schedule.hpp"

namespace mailsim::queue {

class FailedHosts {
  public:
    struct Memory {
        base::Instant first, last, next;
        std::uint32_t failures = 0;
        bool expired = false;  // mail for it is returned, at once until its next try
    };
    // What is remembered; null: nothing bad.
    const Memory* find(std::uint64_t host) const {
        if (hosts_.empty()) return nullptr;
        auto found = hosts_.find(host);
        return found == hosts_.end() ? nullptr : &found->second;
    }
    // The waits of the schedule run from the host's first failure. Deliveries that were under way when it
    // failed, and fail too, tell nothing new.
    void failed(std::uint64_t host, const Schedule& schedule, base::Instant now);
    void reached(std::uint64_t host) {
        if (!hosts_.empty()) hosts_.erase(host);
    }

  private:
    std::unordered_map<std::uint64_t, Memory> hosts_;
};

}  // namespace mailsim::queue
