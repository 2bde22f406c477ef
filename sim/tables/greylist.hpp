// Triplets (client network, sender, recipient) that a greylisting server has seen, and the clients that have
// proved to try again (postgrey 1.37). Not here: how long a sender must wait; the rule knows.
#pragma once
#include "tables/change.hpp"
#include "tables/memory.hpp"

namespace mailsim::tables {

class Greylist {
  public:
    struct Seen {
        base::Instant first, last;
    };
    // A client's first passes of new triplets, at most one an hour counted.
    struct Passes {
        std::uint32_t count = 0;
        base::Instant last;
    };
    static constexpr base::Duration between_passes = std::chrono::hours(1);
    // What nobody has asked for so long is forgotten (postgrey max-age).
    static constexpr base::Duration kept = std::chrono::hours(24 * 35);

    // Null when never seen, or forgotten.
    const Seen* triplet(std::uint64_t key, base::Instant now) const {
        return fresh(triplets_.find(key), now);
    }
    const Passes* client(std::uint64_t key, base::Instant now) const {
        return fresh(clients_.find(key), now);
    }

    void apply(const Change& change, base::Instant now);
    std::size_t triplets() const { return triplets_.size(); }

  private:
    template <class T>
    static const T* fresh(const T* value, base::Instant now) {
        return value && now - value->last <= kept ? value : nullptr;
    }
    Memory<Seen> triplets_;
    Memory<Passes> clients_;
};

}  // namespace mailsim::tables
