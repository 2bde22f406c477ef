// The order in which the messages of one transport get their deliveries started: by arrival, but a message
// with few deliveries overtakes one with many, by delivery slots (Postfix SCHEDULER_README, "How the
// preemptive scheduler works"). A job is one message in one transport. Not here: which destinations may take
// one more delivery (destinations.hpp asks that).
//
//          open           more              selected (or taken back)
//   (none) ----> no mail -----> in the order -----------------------> no mail ----> close
//
// A job that overtook another is its child until it has nothing left; what it used beyond or below what was
// foreseen is settled with the parent then.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/id.hpp"
#include "base/units.hpp"

namespace mailsim::queue {

using JobId = base::Id<struct JobTag>;  // numbers are used again after close

struct SlotRules {
    std::uint32_t cost = 5;  // delivery_slot_cost: one slot for so many deliveries; below 2: nobody overtakes
    std::uint32_t loan = 3;  // delivery_slot_loan: slots that may be lent
    std::uint32_t discount = 50;  // delivery_slot_discount, %: less of the slots is needed to begin
    std::uint32_t minimum = 3;    // minimum_delivery_slots: messages that can never give so many are spared
};

class Jobs {
  public:
    explicit Jobs(const SlotRules& rules) : rules_(rules) {}

    // HOT, like all that follows: no allocation once there have been as many before. queued: when the queue
    // manager took the message up. lasting: until close(); else it ends with its last waiting delivery.
    JobId open(base::Instant queued, bool lasting);
    void close(JobId job);
    // One more delivery waits; of the message, `unread` further ones are not in memory yet.
    void more(JobId job, std::uint32_t unread);
    void selected(JobId job);    // one of its deliveries starts
    void taken_back(JobId job);  // one will not start now

    bool before(JobId a, JobId b) const { return jobs_[a.index()].label < jobs_[b.index()].label; }
    std::uint32_t waiting(JobId job) const { return jobs_[job.index()].waiting; }
    std::uint32_t& first_node(JobId job) { return jobs_[job.index()].first_node; }

    // The job that should go before `current`, the first in order that may start something now.
    // may_start(job): whether a destination has room for one of its deliveries. The answer is then in front
    // of it.
    template <class MayStart>
    std::optional<JobId> overtakes(JobId current, base::Instant now, const MayStart& may_start) {
        const Job& at = jobs_[current.index()];
        if (rules_.cost < 2 || at.available <= 0 || at.entries + at.unread < rules_.minimum * rules_.cost)
            return std::nullopt;
        std::uint32_t best = candidate(current.value, now, may_start);
        if (best == none || !affordable(at, jobs_[best])) return std::nullopt;
        put_before(best, current.value);
        return JobId{best};
    }
    // Something changed that may make another job the best to overtake.
    void look_again() { cached_for_ = none; }

  private:
    static constexpr std::uint32_t none = 0xffffffffu;
    struct Job {
        base::Instant queued;
        std::int64_t label = 0;                      // ascending in order
        std::int64_t available = 0;                  // a slot is `cost` of these; below 0 after a loan
        std::int64_t used = 0;                       // slots, less what was foreseen when it overtook
        std::uint32_t previous = none, next = none;  // in order; next: also of the free list
        std::uint32_t parent = none, child = none, elder = none, younger = none;  // the first child; siblings
        std::uint32_t waiting = 0, entries = 0, unread = 0, started = 0, level = 0;
        std::uint32_t first_node = none;  // the caller's
        bool listed = false, lasting = false;
        std::uint32_t needs() const { return entries + unread - started; }
    };

    template <class MayStart>
    std::uint32_t candidate(std::uint32_t current, base::Instant now, const MayStart& may_start) {
        auto second = std::chrono::floor<std::chrono::seconds>(now);
        bool same = cached_for_ == current && (cached_ == none || cached_at_ == second);
        if (same && (cached_ == none || may_start(JobId{cached_}))) return cached_;
        cached_for_ = current;
        cached_at_ = second;
        return cached_ = best_behind(current, now, may_start);
    }
    // By age and size: the one with the most seconds of waiting for each of its deliveries.
    template <class MayStart>
    std::uint32_t best_behind(std::uint32_t current, base::Instant now, const MayStart& may_start) const {
        const Job& at = jobs_[current];
        std::int64_t most = (std::int64_t{at.entries} - at.started + at.available) / rules_.cost;
        double best_score = 0;
        std::uint32_t best = none;
        for (std::uint32_t i = most > 0 ? at.next : none; i != none; i = jobs_[i].next) {
            const Job& job = jobs_[i];
            double delay = waited(job, now);
            double score = delay / (job.entries + job.unread);
            if (score > best_score && job.child == none && job.needs() <= most && may_start(JobId{i})) {
                best_score = score;
                best = i;
            }
            if (delay <= best_score && job.level == 0) break;
        }
        return best;
    }
    static double waited(const Job& job, base::Instant now);
    bool affordable(const Job& current, const Job& other) const;
    void put_before(std::uint32_t job, std::uint32_t current);
    void append(std::uint32_t job);
    void unlink(std::uint32_t job);
    void leave_stack(std::uint32_t job);
    void leave_order(std::uint32_t job);
    void one_less(std::uint32_t job);
    void spread_labels();
    void give(std::uint32_t job);

    SlotRules rules_;
    std::vector<Job> jobs_;
    std::uint32_t free_ = none, first_ = none, last_ = none;
    std::int64_t last_label_ = 0;
    std::uint32_t cached_for_ = none, cached_ = none;
    std::chrono::time_point<base::Instant::clock, std::chrono::seconds> cached_at_{};
};

}  // namespace mailsim::queue
