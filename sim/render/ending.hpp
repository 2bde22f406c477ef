// How a followed message ended, for each recipient: the nodes that had it and how long, what its sender sees,
// what support sees and where, and what to check next. Made of a Record.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "render/record.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

struct Hop {
    base::NodeId node, next;
    base::Instant arrived, left = base::never;  // never: still there when the record ends
    std::uint32_t attempts = 0;
};

struct Ending {
    base::MessageId message;
    base::RecipientId recipient;
    mail::Address to, became;  // as it was sent; where aliases led it
    mail::Address made_of;     // the address of which an alias or forwarder made it; null: it was sent
    mail::Outcome outcome = mail::Outcome::deferred;
    bool notification = false;  // it is one itself
    base::Instant submitted, finished = base::never;
    base::NodeId at;  // where it ended, or waits; invalid: with its sender
    std::uint16_t code = 0, enhanced = 0;
    std::string reply;          // the last answer that mattered
    std::string rule, pointer;  // what decided
    std::vector<Hop> hops;
    std::string sender_sees, support_sees, check_next;
};

// One a recipient, those that aliases made behind those that were sent; notifications behind what they are
// about.
std::vector<Ending> endings_of(const Scene& scene, const Record& record);

// What support checks next when this rule has objected; "" for none of its own.
std::string_view next_check(std::string_view rule);

// The dialect in which a node's own log is read: what the documents say it runs.
std::string_view own_dialect(const estate::Node& node);

}  // namespace mailsim::render
