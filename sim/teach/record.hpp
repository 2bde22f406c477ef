// What became of the mail of a drill's run: each recipient of each message, and where it is at an instant.
// Not here: logs and other views for people (render).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "estate/estate.hpp"
#include "facts/stream.hpp"
#include "mail/message.hpp"

namespace mailsim::teach {

enum class State { unsent, waiting, delivered, refused, bounced, held, dropped };

// Where a letter is at an instant.
struct Whereabouts {
    State state = State::unsent;
    base::NodeId node;  // where it waits, was refused, or lies
    base::Duration when{0};
    std::uint16_t code = 0;
    int attempts = 0;
};

// One envelope recipient of one message.
struct Letter {
    mail::Message message;
    base::RecipientId id;
    std::string from, to;             // "" from: a notification
    std::vector<facts::Fact> events;  // in their order
    base::Duration sent() const { return message.submitted.time_since_epoch(); }
    Whereabouts at(base::Duration now) const;
};

class Record {
  public:
    explicit Record(const estate::Estate& estate) : estate_(estate) {}
    void subscribe(facts::Stream& stream);
    void introduce(const mail::Message& message, std::span<const mail::Address> recipients);
    const std::vector<Letter>& letters() const { return letters_; }  // in the order of their messages

  private:
    void take(const facts::Fact& fact);
    const estate::Estate& estate_;
    std::vector<Letter> letters_;
};

}  // namespace mailsim::teach
