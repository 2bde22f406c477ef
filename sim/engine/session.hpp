// Session: the one place where a coroutine (with all Tasks it calls) waits. It waits for one thing at a time;
// a deadline, or a host that goes off, cuts whatever wait that is, at that instant. All O(1), nothing
// allocated. Not here: what it waits for (processor.hpp, disk.hpp, slots.hpp, network.hpp).
#pragma once
#include "engine/wait.hpp"

namespace mailsim::engine {

class Host;

class Session : public Wait {
  public:
    explicit Session(Calendar& its_calendar) : Wait(its_calendar), deadline_timer_(*this) {}
    ~Session();

    // The session lives on this host too (at most two): if it goes off, the session is broken. Broken at once
    // if the host is off now; then false.
    bool attach(Host& host);
    // Leaves all its hosts and is whole again: what the surviving end does after a break.
    void detach();
    bool broken() const { return broken_; }
    // Breaks the session: its wait ends now as failed, and all later ones at once, until detach().
    void fail();

    // The wait under way at `at`, or the first begun later, ends as timed_out; then there is no deadline any
    // more. Setting replaces the one before; base::never takes it away. Cheap to move often.
    void deadline(Instant at);

    // False: do not begin a wait; `outcome` says why (broken, deadline passed). Awaiters of stations ask
    // first.
    bool may_wait() {
        if (!broken_ && calendar.now() < deadline_) return true;
        refuse_wait();
        return false;
    }

    // co_await session.sleep(d). No wait if d <= 0.
    class Sleep {
      public:
        Sleep(Session& session, Instant until) : session_(session), until_(until) {}
        Sleep(const Sleep&) = delete;
        bool await_ready() {
            if (!session_.may_wait()) return true;
            session_.outcome = Outcome::done;
            return until_ <= session_.calendar.now();
        }
        void await_suspend(std::coroutine_handle<> waiter) {
            session_.begin(waiter, nullptr);
            session_.calendar.set(session_, until_);
        }
        Outcome await_resume() const { return session_.outcome; }

      private:
        Session& session_;
        Instant until_;
    };
    Sleep sleep(Duration length) { return {*this, calendar.now() + length}; }
    Sleep sleep_until(Instant until) { return {*this, until}; }

    // co_await session.park(): waits until another coroutine calls wake() (a reply has come), or a cut.
    class Park {
      public:
        explicit Park(Session& session) : session_(session) {}
        Park(const Park&) = delete;
        bool await_ready() { return !session_.may_wait(); }
        void await_suspend(std::coroutine_handle<> waiter) { session_.begin(waiter, nullptr); }
        Outcome await_resume() const { return session_.outcome; }

      private:
        Session& session_;
    };
    Park park() { return Park{*this}; }
    bool parked() const { return waiting() && !is_set(); }
    // Resumes a parked session at this instant, through the calendar.
    void wake() { complete_soon(Outcome::done); }
    // The same without an event: the caller must resume the coroutine it gets next (symmetric transfer).
    std::coroutine_handle<> hand_over() {
        outcome = Outcome::done;
        state_ = State::idle;
        return waiter_;
    }

  private:
    friend class Host;
    struct Attachment {
        Host* host = nullptr;
        Session* session = nullptr;
        Attachment *next = nullptr, *previous = nullptr;
    };
    struct DeadlineTimer : Timer {
        explicit DeadlineTimer(Session& owner) : Timer(fire), session(owner) {}
        static void fire(Timer& timer) { static_cast<DeadlineTimer&>(timer).session.deadline_fires(); }
        Session& session;
    };
    void cut(Outcome how);
    void refuse_wait();
    void deadline_fires();

    Instant deadline_ = base::never;
    DeadlineTimer deadline_timer_;
    Attachment on_[2];
    bool broken_ = false;
};

}  // namespace mailsim::engine
