// What servers show of their mail: log lines, queues, the panel's rows, bounces. Each from what really
// happened in the run until now.
#pragma once
#include <string>
#include <vector>

#include "teach/world.hpp"

namespace mailsim::teach {

// The lines of the messages whose lines hold the filter, as grep by queue id would give them; "": all.
std::vector<std::string> log_lines(World& world, base::NodeId node, const std::string& filter);
std::string queue_text(World& world, base::NodeId node);
// Track Delivery: the rows about this address on the hosting server that holds the account.
std::string track_text(World& world, base::NodeId server, const std::string& address);
// The newest bounce that this address got, as its text; "" for none.
std::string bounce_text(World& world, const std::string& address);
// The headers of the newest message in the account's mailbox; "" for none.
std::string header_text(World& world, const std::string& address);

// What the last server said that did not take it: "550 5.1.1 <x@y>: ...".
std::string last_words(World& world, const Letter& letter);

}  // namespace mailsim::teach
