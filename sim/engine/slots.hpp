// Slots: a number of places that sessions hold (processes of a kind, connections) and a first come, first
// served queue in front of them, limited or not (a listen backlog).
#pragma once
#include "engine/integral.hpp"
#include "engine/queue.hpp"

namespace mailsim::engine {

class Slots {
  public:
    static constexpr std::int64_t no_limit = INT64_MAX;
    // places: how many may hold one; queue: how many may wait for one.
    Slots(Calendar& calendar, std::int64_t places, std::int64_t queue = no_limit)
        : calendar_(calendar), places_(places), queue_limit_(queue) {}
    Slots(const Slots&) = delete;

    class Take {
      public:
        Take(Slots& slots, Session& session) : slots_(slots), session_(session) {}
        Take(const Take&) = delete;
        bool await_ready() { return !session_.may_wait() || slots_.take_now(session_); }
        void await_suspend(std::coroutine_handle<> waiter) { slots_.enter(session_, waiter); }
        Outcome await_resume() const { return session_.outcome; }

      private:
        Slots& slots_;
        Session& session_;
    };
    // co_await slots.take(session): done = it holds a place and must give() it back, also after a break;
    // refused = all are taken and the queue is full; failed, timed_out = it left the queue.
    Take take(Session& session) { return {*this, session}; }
    // Gives a place back; the first of the queue has it at this instant.
    void give();
    // Takes a place only if one is free and nobody waits.
    bool try_take() {
        if (holders_.count() >= places_ || waiters_.count() > 0) return false;
        holders_.change(calendar_.now(), 1);
        return true;
    }
    // More places let waiters in at once; fewer take effect as places are given back.
    void set_places(std::int64_t places);

    std::int64_t places() const { return places_; }
    const Integral& holders() const { return holders_; }
    const Integral& waiters() const { return waiters_; }
    std::uint64_t refusals() const { return refusals_; }

  private:
    bool take_now(Session& session);
    void enter(Session& session, std::coroutine_handle<> waiter);
    void admit();
    static void withdraw(Wait& wait);

    Calendar& calendar_;
    std::int64_t places_, queue_limit_;
    std::uint64_t refusals_ = 0;
    Queue queue_;
    Integral holders_, waiters_;
};

}  // namespace mailsim::engine
