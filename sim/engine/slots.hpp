// Slots: a number of places that sessions hold (processes of a kind, connections) and a first come, first
// served queue in front of them, limited or not (a listen backlog).
#pragma once
#include "engine/integral.hpp"
#include "engine/queue.hpp"

namespace mailsim::engine {

class Slots {
  public:
    static constexpr std::int64_t no_limit = INT64_MAX;
    // Memory of one host, shared by the places of several Slots: a place whose share does not fit is refused.
    struct Memory {
        std::int64_t capacity = INT64_MAX, used = 0, most = 0;  // bytes
    };
    // places: how many may hold one; queue: how many may wait for one; each: bytes that a held place takes.
    Slots(Calendar& calendar, std::int64_t places, std::int64_t queue = no_limit, Memory* memory = nullptr,
          std::int64_t each = 0)
        : calendar_(calendar), places_(places), queue_limit_(queue), memory_(memory), each_(each) {}
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
    // refused = all are taken and the queue is full, or memory has no room for one more; failed, timed_out =
    // it left the queue.
    Take take(Session& session) { return {*this, session}; }
    // Gives a place back; the first of the queue has it at this instant.
    void give();
    // Takes a place only if one is free and nobody waits.
    bool try_take() {
        if (holders_.count() >= places_ || waiters_.count() > 0 || !fits()) return false;
        hold();
        return true;
    }
    // More places let waiters in at once; fewer take effect as places are given back.
    void set_places(std::int64_t places);

    std::int64_t places() const { return places_; }
    const Integral& holders() const { return holders_; }
    const Integral& waiters() const { return waiters_; }
    std::uint64_t refusals() const { return refusals_; }

  private:
    bool fits() const { return !memory_ || memory_->used + each_ <= memory_->capacity; }
    void hold() {
        holders_.change(calendar_.now(), 1);
        if (!memory_) return;
        memory_->used += each_;
        if (memory_->used > memory_->most) memory_->most = memory_->used;
    }
    bool take_now(Session& session);
    void enter(Session& session, std::coroutine_handle<> waiter);
    void admit();
    static void withdraw(Wait& wait);

    Calendar& calendar_;
    std::int64_t places_, queue_limit_;
    Memory* memory_;
    std::int64_t each_;
    std::uint64_t refusals_ = 0;
    Queue queue_;
    Integral holders_, waiters_;
};

}  // namespace mailsim::engine
