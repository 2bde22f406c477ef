// A queue of waiting sessions, linked through themselves: O(1) at both ends and for one who leaves.
#pragma once
#include "engine/session.hpp"

namespace mailsim::engine {

class Queue {
  public:
    bool empty() const { return !first_; }
    Wait& first() const { return *first_; }
    void join(Wait& wait) {
        wait.next = nullptr;
        wait.previous = last_;
        (last_ ? last_->next : first_) = &wait;
        last_ = &wait;
    }
    void leave(Wait& wait) {
        (wait.previous ? wait.previous->next : first_) = wait.next;
        (wait.next ? wait.next->previous : last_) = wait.previous;
    }

  private:
    Wait *first_ = nullptr, *last_ = nullptr;
};

}  // namespace mailsim::engine
