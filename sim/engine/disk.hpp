// The disk of a host: one request after the other, first come, first served. A request takes the time per
// operation for each sync (or read) and its size at the disk's rate. What was handed to the disk is carried
// out, even when its session was cut meanwhile, unless the host goes off.
#pragma once
#include "base/units.hpp"
#include "engine/integral.hpp"
#include "engine/queue.hpp"

namespace mailsim::engine {

class Disk {
  public:
    Disk(Calendar& calendar, Duration per_operation, base::Bandwidth rate)
        : calendar_(calendar), per_operation_(per_operation), rate_(rate) {}
    Disk(const Disk&) = delete;

    class Request {
      public:
        Request(Disk& disk, Session& session, Duration length)
            : disk_(disk), session_(session), length_(length) {}
        Request(const Request&) = delete;
        bool await_ready() { return !session_.may_wait() || disk_.skip(session_, length_); }
        void await_suspend(std::coroutine_handle<> waiter) { disk_.enter(session_, waiter, length_); }
        Outcome await_resume() const { return session_.outcome; }

      private:
        Disk& disk_;
        Session& session_;
        Duration length_;
    };
    // co_await disk.write(session, size, syncs): done when it is on the disk. Zero syncs: only the transfer
    // counts.
    Request write(Session& session, base::Bytes size, int syncs = 1) {
        return {*this, session, time(size, syncs)};
    }
    Request read(Session& session, base::Bytes size) { return {*this, session, time(size, 1)}; }
    // What a request takes on an idle disk.
    Duration time(base::Bytes size, int operations) const {
        const Duration length = per_operation_ * operations + base::transfer_time(size, rate_);
        return slowness_ == 1 ? length : base::from_seconds(base::seconds(length) * slowness_);
    }

    // Factor on the time of requests that come from now on; 1 is normal.
    void set_slowness(double factor) { slowness_ = factor; }
    void turn_off();
    void turn_on() { on_ = true; }

    // Those whose sessions wait here.
    const Integral& population() const { return population_; }
    // Time so far in which the disk was at work.
    Duration busy(Instant now) const { return free_at_ > now ? planned_ - (free_at_ - now) : planned_; }
    // Work that it had taken on when its host went off, and never did.
    Duration lost() const { return lost_; }
    // Work that it has taken on and not yet done.
    Duration pending(Instant now) const { return free_at_ > now ? free_at_ - now : Duration{0}; }

  private:
    bool skip(Session& session, Duration length) {
        session.outcome = on_ ? Outcome::done : Outcome::failed;
        return !on_ || length.count() <= 0;
    }
    void enter(Session& session, std::coroutine_handle<> waiter, Duration length);
    static void leave(Timer& timer);
    static void withdraw(Wait& wait);

    Calendar& calendar_;
    Duration per_operation_;
    base::Bandwidth rate_;
    double slowness_ = 1;
    bool on_ = true;
    Instant free_at_{};
    Duration planned_{0};  // work of all requests so far, the future part included
    Duration lost_{0};
    Queue waiting_;
    Integral population_;
};

}  // namespace mailsim::engine
