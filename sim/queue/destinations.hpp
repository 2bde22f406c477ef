// How many deliveries to one destination run at a time, by Postfix's feedback rules (SCHEDULER_README of 2.5
// and later): the window grows with deliveries that reach the server, shrinks with those that do not, and a
// destination whose cohorts keep failing is dead for a while. Deliveries are plain numbers of the caller's;
// which of those that may start does so is a matter of their messages (jobs.hpp). Not here: what a delivery
// holds (recipients are split by the caller), retry times (schedule.hpp).
//
//            add          select            started
//   (absent) ----> waiting ------> starting -------> busy ----> finished
//                     |                                            |
//                     +--- take_waiting (deferred) <--- dead <-----+  enough cohorts failed
//
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "base/parameter.hpp"
#include "base/units.hpp"
#include "queue/feedback.hpp"
#include "queue/jobs.hpp"

namespace mailsim::queue {

using DestinationId = base::Id<struct DestinationTag>;  // numbered from 0 by the caller

struct ConcurrencyLimits {
    std::uint32_t initial = 5;  // initial_destination_concurrency
    std::uint32_t limit = 20;   // default_destination_concurrency_limit
    Feedback positive;          // ..._positive_feedback
    Feedback negative;          // ..._negative_feedback
    // A step of the window counts as reached half a feedback early, as later versions of Postfix do. Its
    // SCHEDULER_README and the experiments there are without.
    bool half_early = true;
    double failed_cohort_limit = 1;  // ..._failed_cohort_limit; 0: a destination never dies
    base::Duration dead_for = std::chrono::seconds(300);  // minimal_backoff_time
    base::Duration rate_delay{0};        // a destination rests so long after each delivery; 0: not at all
    std::uint32_t process_limit = 100;   // deliveries of this transport at a time, all destinations together
    std::uint32_t starting_limit = 0;    // of these not yet started(); 0: no limit. Postfix's is 2
    std::uint32_t recipient_limit = 50;  // recipients a delivery; kept by the caller
    SlotRules slots;
};
std::span<const base::Parameter> concurrency_parameters();

enum class Result : std::uint8_t {
    reached,  // the server answered the greeting: whatever it said later counts as success
    failed,   // no connection, or the greeting or handshake failed (a 421 greeting too)
};

class Destinations {
  public:
    explicit Destinations(const ConcurrencyLimits& limits) : limits_(limits), jobs_(limits.slots) {}

    // Puts a delivery behind the others of its destination. False when the destination is dead: the caller
    // defers the delivery ("delivery temporarily suspended"). job: its message here, begun when it names
    // nothing and the caller's to close(); null: the delivery is a message of its own. unread: deliveries
    // of the message that are still to come.
    bool add(DestinationId destination, std::uint32_t delivery, base::Instant now, JobId* job = nullptr,
             std::uint32_t unread = 0);
    // No delivery of the message waits any more, and none will come.
    void close(JobId job) { jobs_.close(job); }

    struct Start {
        DestinationId destination;
        std::uint32_t delivery;
        bool looks = false;  // for a connection kept open by an earlier delivery
        bool keeps = false;  // its own connection for a later one
    };
    // The next delivery that may start: of the first message in order that has one, its destinations in turn.
    // HOT: O(log n) of the destinations that could start one, no allocation. now: for what is said of kept
    // connections, and for which message overtakes another.
    std::optional<Start> select(base::Instant now = {});
    // The delivery process has it. A caller that models no start-up time leaves this out when starting_limit
    // is 0; then select() starts at once.
    void started(DestinationId destination);

    struct Effect {
        bool died = false;         // now dead: the caller takes what waits with take_waiting and defers it
        std::uint32_t window = 0;  // 0 when dead
    };
    // A delivery that select() gave has ended. HOT.
    Effect finished(DestinationId destination, Result result, base::Instant now);

    // When a destination that rests may be served again; never when none does. wake() lets those that have
    // rested by now be selected.
    base::Instant next_wake() const { return resting_.empty() ? base::never : resting_.front().until; }
    void wake(base::Instant now);

    // Removes one waiting delivery of a destination, oldest first.
    std::optional<std::uint32_t> take_waiting(DestinationId destination);

    bool dead(DestinationId destination, base::Instant now) const;
    std::uint32_t window(DestinationId destination) const;
    std::uint32_t busy(DestinationId destination) const;  // starting ones included
    std::uint32_t waiting(DestinationId destination) const;
    std::uint32_t running() const { return running_; }  // all destinations
    std::size_t waiting() const { return waiting_; }    // all destinations

  private:
    static constexpr std::uint32_t none = 0xffffffffu;
    struct State {
        std::uint32_t window = 0, busy = 0, starting = 0, waiting = 0;
        std::uint32_t first = none, last = none;  // its deliveries, in nodes_, in the order of their jobs
        std::uint32_t place = none;               // in ready_
        std::uint64_t turn = 0;                   // when it had one last; less: earlier
        double success = 0, failure = 0, failed_cohorts = 0;
        base::Instant dead_until, last_done = base::Instant::min();
        bool is_dead = false, looks = false, keeps = false, rests = false;
    };
    struct Rest {
        base::Instant until;
        std::uint32_t destination;
    };
    struct Node {
        std::uint32_t delivery = 0, destination = 0;
        JobId job;
        std::uint32_t next = none, previous = none;  // of the destination; next: free list
        std::uint32_t next_of_job = none, previous_of_job = none;
    };

    State& state(DestinationId destination);
    void begin(State& state) const;
    void reward(State& state) const;
    void punish(State& state, base::Instant now) const;
    void forget_idle(State& state) const;
    void rest(std::uint32_t destination, base::Instant now);
    void decide_keeping(State& state, base::Instant now) const;
    std::uint32_t new_node(std::uint32_t delivery, std::uint32_t destination, JobId job);
    void insert(std::uint32_t node);
    void unhook(std::uint32_t node);
    void take_out(std::uint32_t node);
    std::uint32_t give(std::uint32_t node);
    bool may_start(JobId job);
    void overtake(base::Instant now);
    void update_ready(std::uint32_t destination);
    bool goes_first(std::uint32_t a, std::uint32_t b) const;
    void put(std::uint32_t place, std::uint32_t destination);
    void sift(std::uint32_t place);

    ConcurrencyLimits limits_;
    Jobs jobs_;
    std::vector<State> states_;
    std::vector<Node> nodes_;
    std::uint32_t free_node_ = none;
    std::deque<Rest> resting_;          // in the order of their ends
    std::vector<std::uint32_t> ready_;  // heap of destinations that may start one
    std::uint64_t turns_ = 0;
    std::uint32_t running_ = 0, starting_ = 0;
    std::size_t waiting_ = 0;
};

}  // namespace mailsim::queue
