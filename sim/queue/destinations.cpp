#include "queue/destinations.hpp"

#include <algorithm>
#include <cassert>

namespace mailsim::queue {
namespace {

constexpr double rounding = 1e-9;  // sums of 1/N must not miss a step

}  // namespace

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

bool Destinations::add(DestinationId destination, std::uint32_t delivery, base::Instant now, JobId* job,
                       std::uint32_t unread) {
    State& to = state(destination);
    if (to.is_dead && now < to.dead_until) return false;
    if (to.is_dead || to.window == 0) begin(to);
    JobId its = job && job->valid() ? *job : jobs_.open(now, job != nullptr);
    if (job) *job = its;
    jobs_.more(its, unread);
    insert(new_node(delivery, destination.value, its));
    if (++to.waiting == 1) to.turn = ++turns_;
    ++waiting_;
    update_ready(destination.value);
    return true;
}

std::optional<Destinations::Start> Destinations::select(base::Instant now) {
    bool room = running_ < limits_.process_limit &&
                (limits_.starting_limit == 0 || starting_ < limits_.starting_limit);
    if (ready_.empty() || !room) return std::nullopt;
    overtake(now);
    DestinationId destination{ready_[0]};
    State& to = states_[destination.index()];
    std::uint32_t node = to.first;
    take_out(node);
    jobs_.selected(nodes_[node].job);
    std::uint32_t delivery = give(node);
    --to.waiting;
    --waiting_;
    ++to.busy;
    ++running_;
    to.turn = ++turns_;
    if (limits_.starting_limit != 0) {
        ++to.starting;
        ++starting_;
    }
    decide_keeping(to, now);
    update_ready(destination.value);
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
    if (state.waiting > 0 || state.busy > 0 || state.is_dead || state.rests) return;
    state.window = 0;
    state.last_done = base::Instant::min();
}

// Postfix suspends the queue of a rate-limited destination after each delivery (qmgr_entry.c).
void Destinations::rest(std::uint32_t destination, base::Instant now) {
    if (limits_.rate_delay.count() == 0 || states_[destination].is_dead) return;
    states_[destination].rests = true;
    resting_.push_back({now + limits_.rate_delay, destination});
}

void Destinations::wake(base::Instant now) {
    for (; !resting_.empty() && resting_.front().until <= now; resting_.pop_front()) {
        State& to = states_[resting_.front().destination];
        to.rests = false;
        forget_idle(to);
        update_ready(resting_.front().destination);
    }
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
    rest(destination.value, now);
    forget_idle(to);
    update_ready(destination.value);
    return effect;
}

std::optional<std::uint32_t> Destinations::take_waiting(DestinationId destination) {
    State& from = state(destination);
    if (from.first == none) return std::nullopt;
    std::uint32_t node = from.first;
    take_out(node);
    jobs_.taken_back(nodes_[node].job);
    std::uint32_t delivery = give(node);
    --from.waiting;
    --waiting_;
    forget_idle(from);
    update_ready(destination.value);
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

}  // namespace mailsim::queue
