#include "teach/record.hpp"

#include <algorithm>

namespace mailsim::teach {
namespace {

using facts::Kind;

// The state that a fact brings; unsent: it changes nothing.
State state_after(Kind kind) {
    switch (kind) {
        case Kind::rejected: return State::refused;
        case Kind::accepted:
        case Kind::created:
        case Kind::received:
        case Kind::queued:
        case Kind::deferred:
        case Kind::attempt: return State::waiting;
        case Kind::delivered: return State::delivered;
        case Kind::bounced: return State::bounced;
        case Kind::discarded: return State::dropped;
        case Kind::quarantined: return State::held;
        default: return State::unsent;
    }
}

bool is_end(State state) { return state != State::unsent && state != State::waiting; }

}  // namespace

Whereabouts Letter::at(base::Duration now) const {
    Whereabouts w;
    if (now >= sent()) w = {State::waiting, {}, sent(), 0, 0};
    for (const facts::Fact& fact : events) {
        if (fact.at.time_since_epoch() > now) break;
        State state = state_after(fact.kind);
        if (fact.kind == Kind::attempt && fact.code / 100 != 2) ++w.attempts;
        if (state == State::unsent || (is_end(w.state) && !is_end(state))) continue;
        w.state = state;
        if (fact.node.valid()) w.node = fact.node;
        w.when = fact.at.time_since_epoch();
        if (fact.code || is_end(state)) w.code = fact.code;
    }
    return w;
}

void Record::subscribe(facts::Stream& stream) {
    stream.subscribe<&Record::take>(facts::Level::ledger, *this);
    stream.subscribe<&Record::take>(facts::Level::hop, *this);
}

void Record::introduce(const mail::Message& message, std::span<const mail::Address> recipients) {
    for (std::uint32_t part = 0; part < recipients.size(); ++part) {
        Letter letter;
        letter.message = message;
        letter.id = {message.first_recipient.value + part};
        letter.from = estate_.book.text(message.sender);
        letter.to = estate_.book.text(recipients[part]);
        letters_.push_back(std::move(letter));
    }
}

void Record::take(const facts::Fact& fact) {
    if (!fact.recipient.valid()) return;
    auto found = std::find_if(letters_.begin(), letters_.end(),
                              [&](const Letter& letter) { return letter.id == fact.recipient; });
    if (found != letters_.end()) found->events.push_back(fact);
}

}  // namespace mailsim::teach
