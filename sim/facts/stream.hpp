// Where facts go: subscribers by level, called in the order they subscribed, at the instant of the fact.
#pragma once
#include <array>
#include <vector>

#include "facts/fact.hpp"

namespace mailsim::facts {

class Stream {
  public:
    using Receive = void (*)(void* subscriber, const Fact&);

    void subscribe(Level level, void* subscriber, Receive receive) {
        subscribers_[static_cast<std::size_t>(level)].push_back({subscriber, receive});
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
    void emit(Level level, const Fact& fact) const {
        for (const Subscriber& to : subscribers_[static_cast<std::size_t>(level)]) to.receive(to.who, fact);
    }

  private:
    struct Subscriber {
        void* who;
        Receive receive;
    };
    std::array<std::vector<Subscriber>, level_count> subscribers_;
};

}  // namespace mailsim::facts
