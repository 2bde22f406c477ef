// What a node remembers between sessions: open sessions by client host, greylist, rates, failed logins.
// Decisions read it; it changes only by the changes of a verdict, at the instant the driver applies them, and
// when sessions open and close.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "tables/change.hpp"
#include "tables/greylist.hpp"
#include "tables/logins.hpp"
#include "tables/rates.hpp"

namespace mailsim::tables {

class NodeTables {
  public:
    // Sessions open now from another node; people's sessions are not counted by address.
    int sessions_from(base::NodeId client) const {
        return client.valid() && client.index() < sessions_.size() ? sessions_[client.index()] : 0;
    }
    void open_session(base::NodeId client) { count(client, +1); }
    void close_session(base::NodeId client) { count(client, -1); }

    Greylist greylist;
    Rates connections, messages, recipients;  // by client
    Rates hourly, daily;                      // messages by account
    Rates answered;                           // automatic answers, by mailbox and sender
    Logins logins;

    void apply(std::span<const Change> changes, base::Instant now) {
        for (const Change& change : changes) apply(change, now);
    }
    void apply(const Change& change, base::Instant now);

  private:
    void count(base::NodeId client, int change) {
        if (!client.valid()) return;
        if (client.index() >= sessions_.size()) sessions_.resize(client.index() + 1);
        sessions_[client.index()] += change;
    }
    std::vector<int> sessions_;  // by NodeId
};

}  // namespace mailsim::tables
