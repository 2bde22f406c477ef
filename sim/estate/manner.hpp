// In whose manner a server writes ids, headers and logs: read from what the estate says that it runs. Not
// here: what it decides, which is the same for all.
#pragma once
#include <string>

#include "estate/node.hpp"
#include "mail/queue_id.hpp"

namespace mailsim::estate {

enum class Manner : std::uint8_t { postfix, exim, axigen, exchange };

// A hosting panel stands on Exim; so does a hosting server of which nothing is said. All else: Postfix.
Manner manner_of(const Node& node);

// The queue id that this server gives a message, as its own log writes it.
std::string queue_id(const Node& node, const mail::Clock& clock, base::Instant arrived,
                     base::MessageId message);

}  // namespace mailsim::estate
