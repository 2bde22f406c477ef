// The calendar of a run: what happens next, and when. Events at one instant run in the order in which they
// were set, so a run repeats itself to the bit. HOT: no allocation in the steady state, a timer can be moved
// or canceled. Not here: who waits and for what (session.hpp, the stations).
#pragma once
#include <cassert>
#include <coroutine>
#include <cstdint>

#include "base/units.hpp"
#include "engine/heap.hpp"

namespace mailsim::engine {

using base::Duration;
using base::Instant;

// One entry of the calendar, kept inside the thing that waits. It must not go away while it is set.
class Timer {
  public:
    using Fire = void (*)(Timer&);
    explicit Timer(Fire fire) : fire_(fire) {}
    Timer(const Timer&) = delete;
    bool is_set() const { return place_ != nowhere; }

  protected:
    void on_fire(Fire fire) { fire_ = fire; }
    void go_off() { fire_(*this); }

  private:
    friend class Calendar;
    static constexpr std::uint32_t nowhere = 0xffffffffu;
    std::uint32_t place_ = nowhere;
    Fire fire_;
};

class Calendar {
  public:
    Instant now() const { return now_; }
    // The date of the earliest event; base::never when there is none.
    Instant next() const {
        settle();
        return events_.empty() ? base::never : events_.top().at;
    }
    std::uint64_t events_run() const { return events_run_; }
    std::size_t size() const { return events_.size() - (top_is_over_ ? 1 : 0); }

    // Sets a timer, or moves one that is set, behind all others of that instant. A date that has passed means
    // now.
    void set(Timer& timer, Instant at) {
        const Entry entry{at < now_ ? now_ : at, next_number_++, &timer};
        if (timer.is_set()) {
            events_.replace(timer.place_, entry);
        } else if (top_is_over_) {
            top_is_over_ = false;
            events_.replace(0, entry);
        } else {
            events_.push(entry);
        }
    }
    void cancel(Timer& timer) {
        if (!timer.is_set()) return;
        events_.take_out(timer.place_);
        timer.place_ = Timer::nowhere;
    }
    // The date at which a set timer fires.
    Instant date_of(const Timer& timer) const { return events_.items()[timer.place_].at; }

    // Runs the earliest event at its date. There must be one.
    void run_next() {
        settle();
        Timer& timer = *events_.top().timer;
        now_ = events_.top().at;
        top_is_over_ = true;
        timer.place_ = Timer::nowhere;
        ++events_run_;
        timer.fire_(timer);
    }
    // Runs everything up to and at `until`, then stands there.
    void run_until(Instant until) {
        while (next() <= until) run_next();
        stand_at(until);
    }
    // Moves the clock forward; no event may be due before.
    void stand_at(Instant at) {
        assert(at <= next());
        if (at > now_) now_ = at;
    }

    // co_await calendar.sleep(d): a wait that nothing can cut short (load generators, faults). No wait if d
    // <= 0.
    class Sleep : Timer {
      public:
        Sleep(Calendar& calendar, Instant until) : Timer(wake), calendar_(calendar), until_(until) {}
        ~Sleep() { calendar_.cancel(*this); }
        bool await_ready() const { return until_ <= calendar_.now(); }
        void await_suspend(std::coroutine_handle<> waiter) {
            waiter_ = waiter;
            calendar_.set(*this, until_);
        }
        void await_resume() const {}

      private:
        static void wake(Timer& timer) { static_cast<Sleep&>(timer).waiter_.resume(); }
        Calendar& calendar_;
        Instant until_;
        std::coroutine_handle<> waiter_;
    };
    Sleep sleep(Duration length) { return {*this, now_ + length}; }
    Sleep sleep_until(Instant until) { return {*this, until}; }

  private:
    struct Entry {
        Instant at;
        std::uint64_t number;
        Timer* timer;
        bool before(const Entry& other) const {
            return at != other.at ? at < other.at : number < other.number;
        }
        void placed(std::uint32_t place) const { timer->place_ = place; }
    };
    // The event that runs stays on top, where nothing can rise above it, until the first one that it sets
    // takes its place: one walk through the heap in place of two.
    void settle() const {
        if (!top_is_over_) return;
        top_is_over_ = false;
        events_.pop();
    }

    mutable Heap<Entry> events_;
    mutable bool top_is_over_ = false;
    Instant now_{};
    std::uint64_t next_number_ = 0;
    std::uint64_t events_run_ = 0;
};

}  // namespace mailsim::engine
