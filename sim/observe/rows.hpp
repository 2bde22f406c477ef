// One row an envelope recipient and one a hop, for the messages whose rows are kept. Rows of finished
// recipients leave in chunks, so that memory holds only what is under way.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "facts/fact.hpp"
#include "mail/message.hpp"

namespace mailsim::observe {

// The words of a reply, names not yet put in, and who said them to whom.
struct Said {
    const char* text = nullptr;  // lives as long as the estate
    base::NodeId client, server;
    int port = 0;
};

struct MessageRow {
    base::RecipientId id;
    base::MessageId message;
    std::uint32_t part = 0;  // which recipient of its message, from 0
    std::uint64_t key = 0;   // mail::Message::key: the same message in every variant of a run
    mail::Address sender, recipient;
    base::Bytes size;
    base::Instant submitted, finished = base::never;  // never: not finished
    base::NodeId node;                                // where it ended, or is
    base::RuleId rule;
    std::uint32_t attempts = 0;
    std::uint16_t code = 0, enhanced = 0;
    Said said{};
    mail::Kind kind = mail::Kind::internal;
    mail::Outcome outcome = mail::Outcome::deferred;
};

struct HopRow {
    base::RecipientId recipient;
    std::uint32_t n = 0;  // from 0
    base::NodeId node, next;
    base::Instant arrived, left = base::never;
    base::Duration queue_wait{0};  // in the queue with no attempt under way
};

// One delivery attempt of one recipient that a node made, whatever came of it.
struct AttemptRow {
    base::RecipientId recipient;
    std::uint32_t n = 0;                  // from 0, over all nodes
    base::NodeId node, host;              // who tried; who answered last, or was tried last
    std::uint32_t hosts = 0;              // how many hosts it tried
    base::Instant arrived, began, ended;  // arrived: in the queue of `node`
    std::uint16_t code = 0, enhanced = 0;
    Said said{};
    base::MessageId message;
    mail::Address from, to;
};

// One visit of a person's program that brought mail or was refused. Visits without either are no rows: there
// are many.
struct FetchRow {
    base::Instant at;
    base::NodeId node, entry;   // whose mailboxes; what the client reached
    std::uint64_t account = 0;  // the address's key
    std::uint8_t protocol = 0;
    std::uint32_t messages = 0, stored = 0;  // taken; in the mailbox afterwards
    bool removed = false, refused = false;
    base::Duration length{0};  // of a session that was refused
    base::RuleId rule;
    const char* text = nullptr;
};
FetchRow fetch_row(const facts::Fact& fact);  // of a `fetched` or a `session` fact

class Rows {
  public:
    using Drain = std::function<void(std::span<const MessageRow>, std::span<const HopRow>,
                                     std::span<const AttemptRow>)>;
    explicit Rows(Drain drain);

    void introduce(const mail::Message& message, std::span<const mail::Address> recipients,
                   std::uint32_t recipients_before);
    void take_ledger(const facts::Fact& fact);
    void take_hop(const facts::Fact& fact);  // queued and attempt
    void finish(base::Instant end);          // writes what is still under way, by recipient

  private:
    // A recipient may be in two nodes' care for an instant: taken over by one, not yet known to be by the
    // other.
    struct Live {
        MessageRow row;
        HopRow open[2];
        base::Instant waits_since[2];
        bool is_open[2] = {false, false};
        base::Instant queued = base::never;  // in the queue of queued_at
        base::NodeId queued_at;
        std::uint32_t hops = 0;
    };
    static constexpr std::uint32_t page_size = 1024, none = 0xffffffffu;
    struct Page {
        std::uint32_t slots[page_size];
        std::uint32_t used = 0;
    };

    Live* find(base::RecipientId id);
    void forget(base::RecipientId id);
    void arrive(Live& live, const facts::Fact& fact);
    void leave(Live& live, const facts::Fact& fact);
    void keep_attempt(Live& live, const facts::Fact& fact);
    static void note_reply(MessageRow& row, const facts::Fact& fact, const Said& said);
    void close_hop(Live& live, int which, base::Instant left, base::NodeId next);
    void end(Live& live, const facts::Fact& fact, mail::Outcome outcome);
    void drain_if_full();
    void drain();

    Drain drain_;
    std::vector<std::unique_ptr<Page>> pages_;  // by recipient id
    std::deque<Live> live_;
    std::vector<std::uint32_t> free_;
    std::vector<MessageRow> messages_;
    std::vector<HopRow> hops_;
    std::vector<AttemptRow> attempts_;
};

}  // namespace mailsim::observe
