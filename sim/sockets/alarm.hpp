// A wait for an instant, or for another task that wakes it. One task waits at a time.
#pragma once
#include <coroutine>
#include <memory>

#include "base/outcome.hpp"
#include "base/units.hpp"
#include "sockets/loop.hpp"

namespace mailsim::sockets {

class Alarm {
  public:
    explicit Alarm(Loop& loop);
    ~Alarm();
    Alarm(const Alarm&) = delete;

    class Wait {
      public:
        Wait(Alarm& alarm, base::Duration wall) : alarm_(alarm), wall_(wall) {}
        Wait(const Wait&) = delete;
        bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiter) { alarm_.begin(waiter, wall_); }
        base::Outcome await_resume() { return alarm_.outcome(); }

      private:
        Alarm& alarm_;
        base::Duration wall_;
    };
    // timed_out: the time is over; done: woken (before the wait counts too); failed: the loop stops.
    Wait wait(base::Duration wall) { return Wait(*this, wall); }
    Wait wait_until(base::Instant lab);
    void wake();

  private:
    void begin(std::coroutine_handle<> waiter, base::Duration wall);
    base::Outcome outcome() const;
    struct Impl;
    Loop& loop_;
    std::shared_ptr<Impl> impl_;
};

}  // namespace mailsim::sockets
