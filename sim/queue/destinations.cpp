#include "queue/destinations.hpp"

#include <algorithm>
#include <cassert>

namespace mailsim::queue {
namespace {

constexpr double rounding = 1e-9;  // sums of 1/N must not miss a step

using base::Mark;
constexpr std::string_view postconf = "Postfix postconf(5) and SCHEDULER_README";
constexpr base::Parameter rows[] = {
    {"initial_destination_concurrency", "count", "", "5", "at least 1",
     "deliveries at a time to a destination that is new to the queue", postconf, Mark::verified},
    {"destination_concurrency_limit", "count", "", "20", "at least 1",
     "most deliveries at a time to one destination (2 for local delivery)", postconf, Mark::verified},
    {"destination_concurrency_positive_feedback", "text", "", "1", "x, x/N or x/sqrt(N) with x from 0 to 1",
     "what the window gains when a delivery reached the server; N is the window", postconf, Mark::verified},
    {"destination_concurrency_negative_feedback", "text", "", "1", "x, x/N or x/sqrt(N) with x from 0 to 1",
     "what the window loses when a delivery did not reach the server", postconf, Mark::verified},
    {"destination_concurrency_half_early", "flag", "", "true", "true or false",
     "a step counts as reached half a feedback early, as later versions do; false: as documented",
     "Postfix queue manager source", Mark::background},
    {"destination_concurrency_failed_cohort_limit", "number", "", "1", "at least 0; 0 for never",
     "a destination is dead when this many windows full of deliveries failed without a success", postconf,
     Mark::verified},
    {"destination_dead_time", "duration", "s", "300 s", "above 0",
     "how long a dead destination is left alone (Postfix: minimal_backoff_time)", postconf, Mark::verified},
    {"process_limit", "count", "", "100", "at least 1", "delivery processes of one transport", postconf,
     Mark::verified},
    {"starting_limit", "count", "", "2", "at least 0; 0 for no limit",
     "delivery processes of one transport that are being started at a time", "Postfix queue manager source",
     Mark::background},
    {"destination_recipient_limit", "count", "", "50", "at least 1", "recipients in one delivery", postconf,
     Mark::verified},
};

}  // namespace

std::span<const base::Parameter> concurrency_parameters() { return rows; }

Destinations::State& Destinations::state(DestinationId destination) {
    if (destination.index() >= states_.size()) states_.resize(destination.index() + 1);
    return states_[destination.index()];
}

// A destination is new, or comes back from the dead: what still runs to it is its best known concurrency.
void Destinations::begin(State& state) const {
    std::uint32_t running = state.busy;
    state.window = running > 0 ? running : limits_.initial;
    state.success = state.failure = state.failed_cohorts = 0;
    state.is_dead = state.looks = state.keeps = false;
}

// Connections are kept once deliveries follow each other within a second of the clock, not for a burst that
// the initial concurrency takes; and no more when deliveries come one at a time again. What was kept is still
// looked for until the destination is forgotten, so that no new connection is made beside it (Postfix,
// qmgr_entry.c).
void Destinations::decide_keeping(State& state, base::Instant now) const {
    using std::chrono::floor, std::chrono::seconds;
    bool back_to_back = state.last_done != base::Instant::min() &&
                        floor<seconds>(state.last_done) + seconds(1) >= floor<seconds>(now);
    if (!state.keeps) {
        if (back_to_back) state.keeps = state.looks = true;
    } else if (state.busy <= 1 && !back_to_back) {
        state.keeps = false;
    }
}

bool Destinations::add(DestinationId destination, std::uint32_t delivery, base::Instant now) {
    State& to = state(destination);
    if (to.is_dead && now < to.dead_until) return false;
    if (to.is_dead || to.window == 0) begin(to);
    std::uint32_t node = free_node_;
    if (node == none) {
        node = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back({});
    } else {
        free_node_ = nodes_[node].next;
    }
    nodes_[node] = {delivery, none};
    (to.first == none ? to.first : nodes_[to.last].next) = node;
    to.last = node;
    ++to.waiting;
    ++waiting_;
    update_ready(destination, to);
    return true;
}

std::uint32_t Destinations::pop(State& from) {
    std::uint32_t node = from.first;
    from.first = nodes_[node].next;
    if (from.first == none) from.last = none;
    nodes_[node].next = free_node_;
    free_node_ = node;
    --from.waiting;
    --waiting_;
    return nodes_[node].delivery;
}

std::optional<Destinations::Start> Destinations::select(base::Instant now) {
    bool room = running_ < limits_.process_limit &&
                (limits_.starting_limit == 0 || starting_ < limits_.starting_limit);
    if (ready_head_ == none || !room) return std::nullopt;
    DestinationId destination{ready_head_};
    State& to = states_[ready_head_];
    ready_head_ = to.next_ready;  // its turn is over, whether it stays in the ring or not
    std::uint32_t delivery = pop(to);
    ++to.busy;
    ++running_;
    if (limits_.starting_limit != 0) {
        ++to.starting;
        ++starting_;
    }
    decide_keeping(to, now);
    update_ready(destination, to);
    return Start{destination, delivery, to.looks, to.keeps};
}

void Destinations::started(DestinationId destination) {
    State& to = states_[destination.index()];
    if (limits_.starting_limit == 0) return;
    assert(to.starting > 0);
    --to.starting;
    --starting_;
}

// Success with 1 step of hysteresis, the last part of a step rounded. No reward while most of the window is
// idle: the window would run ahead of what the destination has shown it can take.
void Destinations::reward(State& state) const {
    state.failed_cohorts = 0;
    if (state.window >= state.busy - state.starting + limits_.initial) return;
    double gain = limits_.positive.at(state.window);
    state.success += gain;
    double early = limits_.half_early ? gain / 2 : rounding;
    while (state.success + early >= 1) {
        ++state.window;
        state.success -= 1;
        state.failure = 0;
    }
    state.window = std::min(state.window, limits_.limit);
}

// Failure shrinks the window at the first of the steps that make one, so that overload is answered at once.
void Destinations::punish(State& state, base::Instant now) const {
    state.failed_cohorts += 1.0 / state.window;
    if (limits_.failed_cohort_limit > 0 && state.failed_cohorts >= limits_.failed_cohort_limit) {
        state.is_dead = true;
        state.looks = state.keeps = false;
        state.dead_until = now + limits_.dead_for;
        return;
    }
    double loss = limits_.negative.at(state.window);
    state.failure -= loss;
    double early = limits_.half_early ? loss / 2 : -rounding;
    while (state.failure - early < 0) {
        state.window = std::max(state.window, 2u) - 1;
        state.failure += 1;
        state.success = 0;
    }
}

// With nothing left to deliver, the queue manager forgets what it learned about a destination.
void Destinations::forget_idle(State& state) const {
    if (state.waiting > 0 || state.busy > 0 || state.is_dead) return;
    state.window = 0;
    state.last_done = base::Instant::min();
}

Destinations::Effect Destinations::finished(DestinationId destination, Result result, base::Instant now) {
    State& to = states_[destination.index()];
    assert(to.busy > 0);
    if (to.starting == to.busy) started(destination);  // ended before anybody said that it began
    bool was_dead = to.is_dead;
    if (was_dead && result == Result::reached)
        begin(to);
    else if (result == Result::reached)
        reward(to);
    else if (!was_dead)
        punish(to, now);
    --to.busy;
    --running_;
    to.last_done = now;
    Effect effect{to.is_dead && !was_dead, to.is_dead ? 0 : to.window};
    forget_idle(to);
    update_ready(destination, to);
    return effect;
}

std::optional<std::uint32_t> Destinations::take_waiting(DestinationId destination) {
    State& from = state(destination);
    if (from.first == none) return std::nullopt;
    std::uint32_t delivery = pop(from);
    forget_idle(from);
    update_ready(destination, from);
    return delivery;
}

bool Destinations::dead(DestinationId destination, base::Instant now) const {
    if (destination.index() >= states_.size()) return false;
    const State& of = states_[destination.index()];
    return of.is_dead && now < of.dead_until;
}

std::uint32_t Destinations::window(DestinationId destination) const {
    if (destination.index() >= states_.size()) return limits_.initial;
    const State& of = states_[destination.index()];
    if (of.is_dead) return 0;
    return of.window == 0 ? limits_.initial : of.window;
}

std::uint32_t Destinations::busy(DestinationId destination) const {
    return destination.index() < states_.size() ? states_[destination.index()].busy : 0;
}

std::uint32_t Destinations::waiting(DestinationId destination) const {
    return destination.index() < states_.size() ? states_[destination.index()].waiting : 0;
}

void Destinations::update_ready(DestinationId destination, State& of) {
    bool ready = !of.is_dead && of.waiting > 0 && of.busy < of.window;
    if (ready == of.ready) return;
    of.ready = ready;
    if (ready)
        link_ready(destination.value, of);
    else
        unlink_ready(destination.value, of);
}

// Behind all others: just before the head of the ring.
void Destinations::link_ready(std::uint32_t number, State& of) {
    if (ready_head_ == none) {
        of.next_ready = of.previous_ready = ready_head_ = number;
        return;
    }
    State& head = states_[ready_head_];
    of.next_ready = ready_head_;
    of.previous_ready = head.previous_ready;
    states_[head.previous_ready].next_ready = number;
    head.previous_ready = number;
}

void Destinations::unlink_ready(std::uint32_t number, State& of) {
    if (of.next_ready == number) {
        ready_head_ = none;
        return;
    }
    states_[of.previous_ready].next_ready = of.next_ready;
    states_[of.next_ready].previous_ready = of.previous_ready;
    if (ready_head_ == number) ready_head_ = of.next_ready;
}

}  // namespace mailsim::queue
