#include "engine/slots.hpp"

namespace mailsim::engine {

bool Slots::take_now(Session& session) {
    const bool taken = try_take();
    const bool full = !taken && (waiters_.count() >= queue_limit_ || !fits());
    if (full) ++refusals_;
    session.outcome = full ? Outcome::refused : Outcome::done;
    return taken || full;
}

void Slots::enter(Session& session, std::coroutine_handle<> waiter) {
    session.begin(waiter, withdraw);
    session.station = this;
    queue_.join(session);
    waiters_.change(calendar_.now(), 1);
}

void Slots::withdraw(Wait& wait) {
    Slots& slots = *static_cast<Slots*>(wait.station);
    slots.queue_.leave(wait);
    slots.waiters_.change(slots.calendar_.now(), -1);
}

void Slots::give() {
    assert(holders_.count() > 0);
    holders_.change(calendar_.now(), -1);
    if (memory_) memory_->used -= each_;
    admit();
}

void Slots::set_places(std::int64_t places) {
    places_ = places;
    admit();
}

void Slots::admit() {
    while (!queue_.empty() && holders_.count() < places_ && fits()) {
        Wait& wait = queue_.first();
        withdraw(wait);
        hold();
        wait.complete_soon(Outcome::done);
    }
}

}  // namespace mailsim::engine
