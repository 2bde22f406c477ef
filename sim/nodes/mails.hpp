// Messages in flight and the queue entries that carry them, in slabs: memory follows what is in the estate
// now, never what was delivered, and the steady state allocates nothing. Not here: when things happen.
#pragma once
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "dns/mx.hpp"
#include "estate/node.hpp"
#include "estate/sign_in.hpp"
#include "mail/message.hpp"
#include "mail/reply.hpp"
#include "queue/destinations.hpp"
#include "queue/queue.hpp"
#include "smtp/command.hpp"

namespace mailsim::nodes {

// Places that are used again. References stay valid: a deque never moves its items.
template <class T>
class Slab {
  public:
    std::uint32_t take() {
        ++live_;
        if (!free_.empty()) {
            std::uint32_t place = free_.back();
            free_.pop_back();
            return place;
        }
        items_.emplace_back();
        return static_cast<std::uint32_t>(items_.size() - 1);
    }
    void give(std::uint32_t place) {
        --live_;
        free_.push_back(place);
    }
    T& operator[](std::uint32_t place) { return items_[place]; }
    const T& operator[](std::uint32_t place) const { return items_[place]; }
    std::size_t live() const { return live_; }
    std::size_t places() const { return items_.size(); }  // the most that were live at once

  private:
    std::deque<T> items_;
    std::vector<std::uint32_t> free_;
    std::size_t live_ = 0;
};

// Who the message comes from, as the ledger sees it.
enum class Origin : std::uint8_t {
    person,  // submitted by a customer: the server that it is submitted to is the edge
    peer,    // sent by another provider: the first node of the estate that it meets is the edge
    inside,  // made by the estate: a DSN, a copy, an automatic answer
};

struct Mail {
    mail::Message message;
    std::vector<mail::Address> recipients;  // its capacity is kept from one message to the next
    Origin origin = Origin::person;
    base::NodeId from;  // the peer or node that made it
    bool in_use = false;
    std::uint8_t notify = 0;  // NOTIFY= for its recipients (RFC 3461 4.1): smtp::notify_ bits; 0: unsaid
    smtp::Ret ret = smtp::Ret::unsaid;
    estate::SignIn sign_in{};            // of the person who sends it
    std::vector<base::RecipientId> ids;  // where they do not follow one another: what an alias made
    base::RecipientId recipient_id(std::uint32_t copy) const {
        return ids.empty() ? base::RecipientId{message.first_recipient.value + copy} : ids[copy];
    }
};

// Why one copy will never arrive.
struct Failure {
    std::uint32_t copy = 0;
    mail::Reply reply;
    base::RuleId rule;
    base::NodeId at;
    std::uint8_t point = 0;  // smtp::Point at which it was said
    bool expired = false;    // given up after all its time
};

// What a node's queue keeps of one message until all its recipients there are done: Postfix's queue file,
// with the log of what is to be told to the sender. It is told when no recipient is being tried any more.
struct QueueFile {
    std::uint32_t mail = 0;
    base::NodeId node;
    std::uint32_t entries = 0;    // parts of the message that are in the queue
    std::uint32_t under_way = 0;  // of these: being tried, or due for their first try
    std::uint32_t taken = 0;      // recipients whose success the sender wants to be told
    base::Instant arrived;
    mail::Message message;  // outlives the Mail, whose recipients may all be somebody else's
    std::uint8_t notify = 0;
    smtp::Ret ret = smtp::Ret::unsaid;
    bool outside = false;
    bool warned = false;  // the sender knows that it is delayed
    std::vector<Failure> failed;
    std::vector<std::uint32_t> aside;  // parts that were tried and wait until the others have been
    std::vector<queue::JobId> jobs;    // of this pass, by the node's set of destinations
};

// One message for one destination in one node's queue.
struct Entry {
    std::uint32_t mail = 0;
    std::vector<std::uint32_t> copies;  // which of the mail's recipients
    base::NodeId node;
    base::Instant arrived;
    const estate::Transport* transport = nullptr;
    queue::DestinationId destination;
    queue::TicketId ticket;
    std::uint16_t hops = 0;  // Received lines
    std::uint16_t attempts = 0;
    std::uint8_t hosts_tried = 0;  // in the attempt under way
    bool local = false;            // into mailboxes of this node
    bool outside = false;          // no edge of the estate has answered for these recipients yet
    bool in_use = false;
    bool under_way = false;             // counted in its file as being tried
    std::uint8_t notify = 0;            // as the node was told (RFC 3461)
    std::uint32_t file = 0;             // of its node's queue
    bool looks = false, keeps = false;  // for a kept connection; its own open for the next one
    base::Instant began;                // the attempt under way
    // One attempt's own; their capacity is kept.
    std::vector<std::uint32_t> offer;      // copies still to be offered in this attempt
    std::vector<mail::Address> addresses;  // theirs
    std::vector<Failure> failed;           // refused for good
    std::vector<base::NodeId> targets;  // hosts to try, in order; an invalid id is an address without a node
    std::vector<dns::MxTarget> mx;      // what the domain's MX records gave
    mail::Reply last;                   // the last refusal that was not for good
    base::RuleId last_rule;
    base::NodeId last_node;       // who gave it
    std::uint8_t last_point = 0;  // smtp::Point at which it was said
    base::Instant until;          // its hosts failed: none may be tried before; zero: as the schedule says
    bool tried = false;           // one of them was, in this attempt
};

}  // namespace mailsim::nodes
