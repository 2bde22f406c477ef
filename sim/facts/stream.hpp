// Where facts go: subscribers by level, called in the order they subscribed, at the instant of the fact. One
// who wants some messages only says which; facts of others, and facts without a message, are not built for
// it.
#pragma once
#include <array>
#include <vector>

#include "facts/fact.hpp"

namespace mailsim::facts {

class Stream {
  public:
    using Receive = void (*)(void* subscriber, const Fact&);
    using Wants = bool (*)(void* subscriber, base::MessageId);

    // wants: null for everything.
    void subscribe(Level level, void* subscriber, Receive receive, Wants wants = nullptr) {
        subscribers_[static_cast<std::size_t>(level)].push_back({subscriber, receive, wants});
    }
    // Subscriber's member function, as in stream.subscribe<&Ledger::take>(Level::ledger, ledger).
    template <auto Member, class Subscriber>
    void subscribe(Level level, Subscriber& subscriber) {
        subscribe(level, &subscriber,
                  [](void* to, const Fact& fact) { (static_cast<Subscriber*>(to)->*Member)(fact); });
    }
    // Passes every level that the other stream's subscribers want on to them.
    void forward_to(Stream& other) {
        for (std::size_t level = 0; level < subscribers_.size(); ++level)
            for (const Subscriber& to : other.subscribers_[level]) subscribers_[level].push_back(to);
    }
    bool wanted(Level level) const { return !subscribers_[static_cast<std::size_t>(level)].empty(); }
    // Whether anybody wants facts of this message (HOT: nobody subscribed to most levels).
    bool wanted(Level level, base::MessageId message) const {
        for (const Subscriber& to : subscribers_[static_cast<std::size_t>(level)])
            if (to.takes(message)) return true;
        return false;
    }
    void emit(Level level, const Fact& fact) const {
        for (const Subscriber& to : subscribers_[static_cast<std::size_t>(level)])
            if (to.takes(fact.message)) to.receive(to.who, fact);
    }

  private:
    struct Subscriber {
        void* who;
        Receive receive;
        Wants wants;
        bool takes(base::MessageId message) const { return !wants || wants(who, message); }
    };
    std::array<std::vector<Subscriber>, level_count> subscribers_;
};

}  // namespace mailsim::facts
