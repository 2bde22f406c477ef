#include "engine/disk.hpp"

#include <algorithm>

namespace mailsim::engine {

void Disk::enter(Session& session, std::coroutine_handle<> waiter, Duration length) {
    session.begin(waiter, withdraw, leave);
    session.station = this;
    free_at_ = std::max(free_at_, calendar_.now()) + length;
    planned_ += length;
    waiting_.join(session);
    population_.change(calendar_.now(), 1);
    calendar_.set(session, free_at_);  // first come, first served: the date is known at once
}

void Disk::withdraw(Wait& wait) {
    Disk& disk = *static_cast<Disk*>(wait.station);
    disk.waiting_.leave(wait);
    disk.population_.change(disk.calendar_.now(), -1);
}

void Disk::leave(Timer& timer) {
    Wait& wait = static_cast<Wait&>(timer);
    withdraw(wait);
    wait.complete(Outcome::done);
}

void Disk::turn_off() {
    on_ = false;
    const Instant now = calendar_.now();
    lost_ += pending(now);
    planned_ = busy(now);
    free_at_ = now;
    while (!waiting_.empty()) {
        Wait& wait = waiting_.first();
        withdraw(wait);
        wait.complete_soon(Outcome::failed);
    }
}

}  // namespace mailsim::engine
