// Sharing: one server works on all its jobs at once. A job's rate is min(its cap, its weight x level), the
// level as high as the capacity allows (max-min fairness). Jobs of one kind (above 0) weigh together what one
// job weighs, as processes of one control group do. Exact, in virtual time, O(log n) for each arrival
// and departure and O(k) in the number k of different (weight, cap, kind), which should stay a handful. Rates
// are in units of work per nanosecond. Processors and links are made of it.
#pragma once
#include <vector>

#include "engine/integral.hpp"
#include "engine/session.hpp"

namespace mailsim::engine {

class Sharing {
  public:
    Sharing(Calendar& calendar, double capacity) : timer_(*this), calendar_(calendar), capacity_(capacity) {}
    Sharing(const Sharing&) = delete;
    ~Sharing() { calendar_.cancel(timer_); }

    // HOT. When `amount` (> 0) is served, the wait, which has begun, is told so (Wait::served).
    void enter(Wait& wait, double amount, double weight, double cap, std::uint32_t kind = 0);
    // Takes a job out unfinished. Can be the withdraw function of a wait.
    static void withdraw(Wait& wait);
    // All jobs end now as failed. Only where the function above withdraws every job.
    void fail_all();

    // Capacity and caps change from now on, for the jobs inside too. `pace` scales the progress of every job
    // (a processor's speed) without counting as use of the capacity. Zero stops everything.
    void set_capacity(double capacity);
    void set_pace(double pace);

    const Integral& population() const { return population_; }
    // Capacity used so far: the area under the sum of rates, without pace.
    double used(Instant now);
    // Work done so far, with pace: demands of all that ended, and what those inside have received.
    double work(Instant now);
    double unfinished(Instant now);                        // what those inside still demand
    double unserved(const Wait& wait, Instant now) const;  // of one job inside
    double lost() const { return lost_; }                  // what withdrawn jobs still demanded

  private:
    struct Job {
        double finish;  // the class's virtual time at which it is served
        std::uint64_t number;
        Wait* wait;
        bool before(const Job& other) const {
            return finish != other.finish ? finish < other.finish : number < other.number;
        }
        void placed(std::uint32_t place) const { wait->place = place; }
    };
    struct Class {
        double weight, cap;
        std::uint32_t kind = 0;
        double rate = 0;
        double reached = 0;  // virtual time: work that a job present from the start has received
        Heap<Job> jobs;
        double weight_of_each() const {
            return kind == 0 ? weight : weight / static_cast<double>(jobs.size());
        }
    };
    struct ServedTimer : Timer {
        explicit ServedTimer(Sharing& owner) : Timer(fire), sharing(owner) {}
        static void fire(Timer& timer) { static_cast<ServedTimer&>(timer).sharing.serve(); }
        Sharing& sharing;
    };

    std::uint32_t class_of(double weight, double cap, std::uint32_t kind);
    void pass(double length);  // lets exactly this many nanoseconds pass
    void advance();            // up to the calendar's date
    void remove(Wait& wait);   // out of its class, without resuming it
    void set_rates();
    void fill_levels();
    void set_timer();
    void change();  // after jobs or capacities changed
    void serve();

    ServedTimer timer_;
    Calendar& calendar_;
    double capacity_;
    double pace_ = 1;
    // The server's own clock is not rounded: it stands at at_ + ahead_ nanoseconds, so that what is served
    // equals what was demanded although jobs leave on whole nanoseconds. |ahead_| < 1.
    Instant at_{};
    double ahead_ = 0;
    double until_next_ = 0;  // from there to the next departure, exactly
    std::uint32_t next_class_ = 0;
    double total_rate_ = 0;
    double used_ = 0, work_ = 0, lost_ = 0;
    std::uint64_t next_number_ = 0;
    std::vector<Class> classes_;
    Integral population_;
};

}  // namespace mailsim::engine
