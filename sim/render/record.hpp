// All that was told of some messages: their facts in the order in which they were told, and the letters
// themselves. A Recorder listens to one run and keeps the messages that it is asked to follow, with the
// notifications that come of them; all others cost it a look-up. Not here: what any of it looks like.
#pragma once
#include <functional>
#include <unordered_set>
#include <vector>

#include "estate/estate.hpp"
#include "facts/stream.hpp"
#include "render/letters.hpp"

namespace mailsim::render {

struct Record {
    std::vector<base::MessageId> messages;  // followed, in order of appearance; notifications behind what
                                            // they are about
    Letters letters;
    std::vector<facts::Fact> facts;
    base::Instant end = base::never;  // until when was listened; never: not known

    const Letter* letter(base::MessageId id) const { return letters.find(id); }
};

class Recorder {
  public:
    using Follows = std::function<bool(const mail::Message&)>;
    // follows: which messages; notifications of followed ones are followed too. Empty: every message.
    explicit Recorder(Follows follows = nullptr) : follows_(std::move(follows)) {}
    Recorder(const Recorder&) = delete;

    // To all levels. The stream must not outlive the recorder.
    void subscribe(facts::Stream& stream);
    // Each message as it comes into being, before its first fact (run::Options::introduced).
    void introduce(const mail::Message& message, std::span<const mail::Address> recipients);

    // What an alias or a forwarder did (run::Options::redirected).
    void redirect(const mail::Redirection& what) {
        if (follows(what.message)) record_.letters.redirect(what);
    }

    Record& record() { return record_; }
    // Recipients followed that have come to no end yet.
    std::uint32_t open() const { return open_; }
    // Mailboxes that hold a followed message which no client has fetched yet.
    std::size_t unfetched() const { return unfetched_.size(); }

  private:
    bool follows(base::MessageId id) const { return followed_.contains(id); }
    void follow(const mail::Message& message, std::span<const mail::Address> recipients);
    void take_ledger(const facts::Fact& fact);
    void take_hop(const facts::Fact& fact);
    void keep(const facts::Fact& fact) { record_.facts.push_back(fact); }

    Follows follows_;
    Record record_;
    std::unordered_set<base::MessageId> followed_;
    std::unordered_set<std::int64_t> unfetched_;  // keys of addresses
    mail::Message last_;                          // the last one not followed, whose cause may be told next
    std::vector<mail::Address> last_recipients_;
    std::uint32_t open_ = 0;
};

}  // namespace mailsim::render
