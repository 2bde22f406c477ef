// Connections that a node keeps open for the next message to a busy destination (Postfix's connection cache).
// Each waits for a limited time; then it is closed, and the server's process is free again. Not here: when a
// connection is kept (queue/destinations.hpp).
#pragma once
#include <deque>
#include <optional>
#include <vector>

#include "nodes/wire.hpp"
#include "queue/destinations.hpp"

namespace mailsim::nodes {

template <class W>
class KeptConnections {
  public:
    struct Kept {
        Wire<W>* wire = nullptr;
        base::NodeId target;
        base::Instant idle_until, reuse_until;
        base::MessageId last{};  // that went over it
    };

    void put(queue::DestinationId destination, const Kept& kept) {
        if (destination.index() >= kept_.size()) kept_.resize(destination.index() + 1);
        kept_[destination.index()].push_back(kept);
        due_.push_back({kept.idle_until, destination});
    }

    // The one that was used last. Nothing when there is none.
    std::optional<Kept> take(queue::DestinationId destination) {
        if (destination.index() >= kept_.size() || kept_[destination.index()].empty()) return std::nullopt;
        Kept kept = kept_[destination.index()].back();
        kept_[destination.index()].pop_back();
        return kept;
    }

    // When the next one may have waited long enough; never when there is none.
    base::Instant next_due() const { return due_.empty() ? base::never : due_.front().at; }

    // One that has waited too long.
    std::optional<Kept> take_expired(base::Instant now) {
        for (; !due_.empty() && due_.front().at <= now; due_.pop_front()) {
            auto& waiting = kept_[due_.front().destination.index()];
            if (waiting.empty() || waiting.front().idle_until > now) continue;
            Kept kept = waiting.front();
            waiting.pop_front();
            return kept;
        }
        return std::nullopt;
    }

    bool closing = false;  // somebody waits for next_due

  private:
    struct Due {
        base::Instant at;
        queue::DestinationId destination;
    };
    std::vector<std::deque<Kept>> kept_;  // by destination, the one that has waited longest first
    std::deque<Due> due_;
};

}  // namespace mailsim::nodes
