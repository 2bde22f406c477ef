#include "engine/sharing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mailsim::engine {

void Sharing::enter(Wait& wait, double amount, double weight, double cap, std::uint32_t kind) {
    advance();
    wait.server = this;
    wait.group = class_of(weight, cap, kind);
    Class& group = classes_[wait.group];
    group.jobs.push(Job{group.reached + amount, next_number_++, &wait});
    population_.change(calendar_.now(), 1);
    change();
}

void Sharing::withdraw(Wait& wait) {
    Sharing& sharing = *static_cast<Sharing*>(wait.server);
    sharing.advance();
    const Class& group = sharing.classes_[wait.group];
    sharing.lost_ += group.jobs.items()[wait.place].finish - group.reached;
    sharing.remove(wait);
    sharing.change();
}

void Sharing::fail_all() {
    for (Class& group : classes_) {
        while (!group.jobs.empty()) {
            Wait& wait = *group.jobs.top().wait;
            withdraw(wait);
            wait.complete_soon(Outcome::failed);
        }
    }
}

void Sharing::set_capacity(double capacity) {
    advance();
    capacity_ = capacity;
    change();
}

void Sharing::set_pace(double pace) {
    advance();
    pace_ = pace;
    change();
}

double Sharing::used(Instant now) {
    return used_ + total_rate_ * (static_cast<double>((now - at_).count()) - ahead_);
}

double Sharing::work(Instant now) {
    return work_ + total_rate_ * pace_ * (static_cast<double>((now - at_).count()) - ahead_);
}

double Sharing::unfinished(Instant now) {
    const double since = static_cast<double>((now - at_).count()) - ahead_;
    double sum = 0;
    for (const Class& group : classes_) {
        const double reached = group.reached + group.rate * pace_ * since;
        for (const Job& job : group.jobs.items()) sum += job.finish - reached;
    }
    return sum;
}

double Sharing::unserved(const Wait& wait, Instant now) const {
    const Class& group = classes_[wait.group];
    const double since = static_cast<double>((now - at_).count()) - ahead_;
    return group.jobs.items()[wait.place].finish - group.reached - group.rate * pace_ * since;
}

std::uint32_t Sharing::class_of(double weight, double cap, std::uint32_t kind) {
    auto same = [&](const Class& c) { return c.weight == weight && c.cap == cap && c.kind == kind; };
    std::uint32_t index = 0;
    while (index < classes_.size() && !same(classes_[index])) ++index;
    if (index == classes_.size()) classes_.push_back(Class{weight, cap, kind, 0, 0, {}});
    return index;
}

void Sharing::pass(double length) {
    for (Class& group : classes_) group.reached += group.rate * pace_ * length;
    used_ += total_rate_ * length;
    work_ += total_rate_ * pace_ * length;
}

void Sharing::advance() {
    const Instant now = calendar_.now();
    pass(static_cast<double>((now - at_).count()) - ahead_);
    at_ = now;
    ahead_ = 0;
}

void Sharing::remove(Wait& wait) {
    classes_[wait.group].jobs.take_out(wait.place);
    population_.change(calendar_.now(), -1);
}

void Sharing::change() {
    set_rates();
    set_timer();
}

void Sharing::set_rates() {
    if (classes_.size() == 1) {  // the usual case: all alike
        Class& group = classes_.front();
        const double count = static_cast<double>(group.jobs.size());
        if (count == 0) group.reached = 0;  // so that virtual time stays small and precise
        group.rate = count == 0 ? 0 : std::min(group.cap, capacity_ / count);
        total_rate_ = group.rate * count;
        return;
    }
    fill_levels();
}

// Water-filling: whoever would get more than its cap gets its cap; the others share what is left by weight.
void Sharing::fill_levels() {
    double left = capacity_, weights = 0;
    for (Class& group : classes_) {
        group.rate = 0;
        if (group.jobs.empty()) group.reached = 0;
        if (!group.jobs.empty()) weights += group.weight_of_each() * static_cast<double>(group.jobs.size());
    }
    for (bool capped = true; capped && weights > 0;) {
        capped = false;
        for (Class& group : classes_) {
            if (group.jobs.empty() || group.rate > 0) continue;
            if (group.weight_of_each() * left < group.cap * weights) continue;
            group.rate = group.cap;
            left = std::max(0.0, left - group.cap * static_cast<double>(group.jobs.size()));
            weights -= group.weight_of_each() * static_cast<double>(group.jobs.size());
            capped = true;
        }
        if (weights < 1e-9) weights = 0;
    }
    total_rate_ = 0;
    for (Class& group : classes_) {
        if (group.rate == 0 && !group.jobs.empty()) group.rate = group.weight_of_each() * left / weights;
        total_rate_ += group.rate * static_cast<double>(group.jobs.size());
    }
}

// `until` can be a little below zero: an arrival at the rounded date of a departure that is about to fire.
void Sharing::set_timer() {
    until_next_ = std::numeric_limits<double>::infinity();
    for (std::uint32_t i = 0; i < classes_.size(); ++i) {
        const Class& group = classes_[i];
        if (group.jobs.empty() || group.rate * pace_ <= 0) continue;
        const double until = (group.jobs.top().finish - group.reached) / (group.rate * pace_);
        if (until < until_next_) until_next_ = until, next_class_ = i;
    }
    constexpr double too_far = 9e18;  // nanoseconds: beyond the calendar
    if (static_cast<double>(at_.time_since_epoch().count()) + until_next_ > too_far)
        return calendar_.cancel(timer_);
    const Instant due = at_ + Duration{static_cast<std::int64_t>(std::floor(ahead_ + until_next_ + 0.5))};
    if (!timer_.is_set() || calendar_.date_of(timer_) != due) calendar_.set(timer_, due);
}

// The next departure is due. The server's clock moves to its exact date, which may lie half a nanosecond
// beside.
void Sharing::serve() {
    const Instant now = calendar_.now();
    pass(until_next_);
    ahead_ += until_next_ - static_cast<double>((now - at_).count());
    at_ = now;
    Class& group = classes_[next_class_];
    group.reached = group.jobs.top().finish;
    Wait& wait = *group.jobs.top().wait;
    remove(wait);
    change();
    wait.served();
}

}  // namespace mailsim::engine
