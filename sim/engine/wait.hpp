// Wait: what stations see of a session: who waits, what its timer does, and how to take it out of the
// station. Not here: deadlines and hosts that go off (session.hpp).
#pragma once
#include "base/outcome.hpp"
#include "engine/calendar.hpp"

namespace mailsim::engine {

using base::Outcome;

// What stations see of a session. `next`, `previous`, `place`, `tag`, `amount` belong to the station it waits
// in.
class Wait : public Timer {
  public:
    using Withdraw = void (*)(Wait&);  // takes the wait out of its station, without resuming it

    explicit Wait(Calendar& its_calendar) : Timer(resume), calendar(its_calendar) {}
    Wait(const Wait&) = delete;
    ~Wait() { give_up(); }

    // The coroutine waits from now on. `fire`: what its timer does (default: resume it).
    void begin(std::coroutine_handle<> waiter, Withdraw withdraw, Fire fire = resume) {
        waiter_ = waiter;
        withdraw_ = withdraw;
        state_ = State::waiting;
        outcome = Outcome::done;
        on_fire(fire);
    }
    // The next stage of the same wait.
    void go_on(Fire fire) { on_fire(fire); }
    // Does now what its timer would do. Its timer must not be set.
    void served() { go_off(); }
    // Resumes the coroutine now, within this call. Its timer must not be set.
    void complete(Outcome how) {
        outcome = how;
        state_ = State::idle;
        waiter_.resume();
    }
    // Resumes the coroutine at this instant, after the events that are already set for it. Moves its timer.
    void complete_soon(Outcome how) {
        outcome = how;
        state_ = State::resuming;
        on_fire(resume);
        calendar.set(*this, calendar.now());
    }
    bool waiting() const { return state_ == State::waiting; }

    Calendar& calendar;
    Wait *next = nullptr, *previous = nullptr;
    void* station = nullptr;
    void* server = nullptr;
    double amount = 0;
    std::uint32_t place = 0;
    std::uint32_t group = 0;
    std::uint32_t way = 0;
    std::uint8_t stage = 0;
    Outcome outcome = Outcome::done;

  protected:
    enum class State : std::uint8_t { idle, waiting, resuming };
    static void resume(Timer& timer) {
        Wait& wait = static_cast<Wait&>(timer);
        wait.state_ = State::idle;
        wait.waiter_.resume();
    }
    void leave_station() {
        if (withdraw_) withdraw_(*this);
    }
    void give_up();  // leaves station and calendar; nobody is resumed

    std::coroutine_handle<> waiter_;
    Withdraw withdraw_ = nullptr;
    State state_ = State::idle;
};

}  // namespace mailsim::engine
