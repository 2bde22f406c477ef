// What a node remembers between sessions: today the open sessions by client host; greylists, rates and penalties
// join it later. Told the time, changed only by the changes of a verdict, at the instant the driver applies them.
#pragma once
#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace mailsim::tables {

class NodeTables {
  public:
    // Sessions open now from another node; people's sessions are not counted by address.
    int sessions_from(base::NodeId client) const {
        return client.valid() && client.index() < sessions_.size() ? sessions_[client.index()] : 0;
    }
    void open_session(base::NodeId client) { count(client, +1); }
    void close_session(base::NodeId client) { count(client, -1); }

  private:
    void count(base::NodeId client, int change) {
        if (!client.valid()) return;
        if (client.index() >= sessions_.size()) sessions_.resize(client.index() + 1);
        sessions_[client.index()] += change;
    }
    std::vector<int> sessions_;  // by NodeId
};

}  // namespace mailsim::tables
