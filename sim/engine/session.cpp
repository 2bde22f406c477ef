#include "engine/session.hpp"

#include "engine/host.hpp"

namespace mailsim::engine {

void Wait::give_up() {
    if (state_ == State::waiting) leave_station();
    state_ = State::idle;
    calendar.cancel(*this);
}

Session::~Session() {
    detach();
    calendar.cancel(deadline_timer_);
}

bool Session::attach(Host& host) {
    Attachment& free = on_[0].host ? on_[1] : on_[0];
    assert(!free.host && "a session lives on two hosts at most");
    if (on_[0].host == &host) return !broken_;
    free.session = this;
    host.add(free);
    if (!host.is_on()) broken_ = true;
    return !broken_;
}

void Session::detach() {
    for (Attachment& attachment : on_) {
        if (attachment.host) attachment.host->remove(attachment);
    }
    broken_ = false;
}

void Session::fail() {
    broken_ = true;
    if (waiting()) cut(Outcome::failed);
}

void Session::cut(Outcome how) {
    leave_station();
    complete_soon(how);
}

void Session::refuse_wait() {
    outcome = broken_ ? Outcome::failed : Outcome::timed_out;
    if (!broken_) deadline_ = base::never;
}

void Session::deadline(Instant at) {
    deadline_ = at;
    // A timer that fires too early looks again; so moving a deadline back and forth costs nothing.
    if (at == base::never) return;
    if (!deadline_timer_.is_set() || calendar.date_of(deadline_timer_) > at)
        calendar.set(deadline_timer_, at);
}

void Session::deadline_fires() {
    if (calendar.now() < deadline_) {
        if (deadline_ != base::never) calendar.set(deadline_timer_, deadline_);
        return;
    }
    if (!waiting()) return;  // the next wait is refused
    deadline_ = base::never;
    cut(Outcome::timed_out);
}

}  // namespace mailsim::engine
