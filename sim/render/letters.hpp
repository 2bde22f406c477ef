// What is known of a message beside its facts: who, to whom, how large, and which message a notification is
// about. Kept while somebody may still speak of it.
#pragma once
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

#include "facts/fact.hpp"
#include "mail/message.hpp"

namespace mailsim::render {

struct Letter {
    mail::Message message;
    std::vector<mail::Address> recipients;
    std::vector<std::pair<base::RecipientId, mail::Address>> added;  // by aliases, on the way
    base::MessageId about;  // of a notification: the message that could not be delivered
    base::NodeId maker;     // of a notification: the node that wrote it

    // The address of one of its recipients; null when it is none of them.
    mail::Address recipient(base::RecipientId id) const {
        std::uint32_t place = id.value - message.first_recipient.value;
        if (id.valid() && place < recipients.size()) return recipients[place];
        for (const auto& [one, address] : added)
            if (one == id) return address;
        return {};
    }
};

class Letters {
  public:
    // A known message again: these recipients were added to it.
    void introduce(const mail::Message& message, std::span<const mail::Address> recipients);
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
