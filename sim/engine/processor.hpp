// The processors of a host: c cores shared equally among all jobs, one core at most for each job (egalitarian
// processor sharing). Weighted jobs get shares by weight, still one core at most; jobs of one kind (above 0)
// have one share together.
#pragma once
#include "engine/sharing.hpp"

namespace mailsim::engine {

class Processor {
  public:
    // speed: work done by one core in a second, in seconds of demand. cores >= 1, speed > 0.
    Processor(Calendar& calendar, int cores, double speed = 1) : sharing_(calendar, cores), cores_(cores) {
        sharing_.set_pace(speed);
    }

    class Use {
      public:
        Use(Processor& processor, Session& session, Duration demand, double weight, std::uint32_t kind)
            : processor_(processor), session_(session), demand_(demand), weight_(weight), kind_(kind) {}
        Use(const Use&) = delete;
        bool await_ready() { return !session_.may_wait() || processor_.skip(session_, demand_); }
        void await_suspend(std::coroutine_handle<> waiter) {
            session_.begin(waiter, Sharing::withdraw);
            processor_.sharing_.enter(session_, static_cast<double>(demand_.count()), weight_, 1.0, kind_);
        }
        Outcome await_resume() const { return session_.outcome; }

      private:
        Processor& processor_;
        Session& session_;
        Duration demand_;
        double weight_;
        std::uint32_t kind_;
    };
    // co_await cpu.use(session, demand): done when `demand` core-seconds (at speed 1) were served. weight >
    // 0.
    Use use(Session& session, Duration demand, double weight = 1, std::uint32_t kind = 0) {
        return {*this, session, demand, weight, kind};
    }

    // Takes effect at once, for running jobs too.
    void set_speed(double speed) { sharing_.set_pace(speed); }
    // All jobs end now as failed; new ones fail at once until turn_on().
    void turn_off() { on_ = false, sharing_.fail_all(); }
    void turn_on() { on_ = true; }

    int cores() const { return cores_; }
    const Integral& population() const { return sharing_.population(); }
    // Core-nanoseconds in use so far: the area under min(n, c).
    double busy(Instant now) { return sharing_.used(now); }
    // Nanoseconds of demand served so far (busy x speed), still to serve, and lost with jobs that were cut.
    double served(Instant now) { return sharing_.work(now); }
    double unserved(Instant now) { return sharing_.unfinished(now); }
    double lost() const { return sharing_.lost(); }

  private:
    bool skip(Session& session, Duration demand) {
        session.outcome = on_ ? Outcome::done : Outcome::failed;
        return !on_ || demand.count() <= 0;
    }
    Sharing sharing_;
    int cores_;
    bool on_ = true;
};

}  // namespace mailsim::engine
