// What is known of a message beside its facts: who, to whom, how large, which message a notification is
// about, and where aliases and forwarders sent it. Kept while somebody may still speak of it.
#pragma once
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

#include "facts/fact.hpp"
#include "mail/message.hpp"
#include "mail/redirection.hpp"

namespace mailsim::render {

struct Letter {
    mail::Message message;
    std::vector<mail::Address> recipients;
    std::vector<std::pair<base::RecipientId, mail::Address>> added;  // by aliases, on the way
    std::vector<mail::Redirection> redirections;                     // in the order of time
    base::MessageId about;  // of a notification: the message that could not be delivered
    base::NodeId maker;     // of a notification: the node that wrote it

    // The address of one of its recipients as it came into being; null when it is none of them.
    mail::Address recipient(base::RecipientId id) const;
    // Its address at this instant, as this node knows it: another one once an alias has been asked.
    mail::Address recipient(base::RecipientId id, base::NodeId node, base::Instant at) const;
    // What this node made of the recipient, or made it of, by then; null: nothing.
    const mail::Redirection* redirected(base::RecipientId id, base::NodeId node, base::Instant at) const;
    // Whose way this recipient shares until then: its own id, or that of whom an alias made it of later.
    base::RecipientId origin(base::RecipientId id, base::Instant at) const;
};

class Letters {
  public:
    // A known message again: these recipients were added to it.
    void introduce(const mail::Message& message, std::span<const mail::Address> recipients);
    void redirect(const mail::Redirection& what);
    // Takes what ledger facts tell: whom a notification is about, and when the last recipient ended.
    void take(const facts::Fact& ledger_fact);
    // Null: never introduced, or ended so long ago that it is forgotten.
    const Letter* find(base::MessageId id) const;
    std::size_t size() const { return letters_.size(); }
    // How long a message that has ended stays known. The end of its last session comes after its own.
    void forget_after(base::Duration d) { forget_after_ = d; }

  private:
    struct Held {
        Letter letter;
        std::uint32_t open = 0;  // recipients that have not ended
    };
    void ended(base::MessageId id, base::Instant at);
    std::unordered_map<base::MessageId, Held> letters_;
    std::deque<std::pair<base::Instant, base::MessageId>> ended_;
    base::Duration forget_after_ = base::never_ends;
};

// Whether this ledger fact is a recipient's end.
bool is_end(facts::Kind kind);

}  // namespace mailsim::render
