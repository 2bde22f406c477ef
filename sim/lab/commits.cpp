#include "lab/commits.hpp"

#include <algorithm>

namespace mailsim::lab {
namespace {

constexpr base::Duration step = std::chrono::microseconds(100);
constexpr base::Duration most_wait = std::chrono::milliseconds(10);

}  // namespace

base::Task<void> Commits::run() {
    constexpr base::Duration now_and_then = std::chrono::milliseconds(200);
    sockets::Alarm turn(loop_);
    for (;;) {
        base::Outcome outcome = co_await wake_.wait(now_and_then);
        // The others that are ready now may join, and, as far as a slow disk makes it worth, those that
        // follow.
        Clock::time_point until = Clock::now() + std::min<base::Duration>(last_ / 2, most_wait);
        for (base::Duration pause{0}; !waiting_.empty() && outcome != base::Outcome::failed; pause = step) {
            outcome = co_await turn.wait(pause);
            if (waiting_.size() >= writers || Clock::now() >= until) break;
        }
        if (outcome == base::Outcome::failed) co_return;
        if (keeper_.dirty()) sync();
        for (sockets::Alarm* one : std::exchange(waiting_, {})) one->wake();
    }
}

void Commits::sync() {
    Clock::time_point began = Clock::now();
    good_ = keeper_.sync();
    last_ = Clock::now() - began;
}

base::Task<bool> Commits::durable() {
    if (!keeper_.dirty()) co_return true;
    sockets::Alarm own(loop_);
    waiting_.push_back(&own);
    wake_.wake();
    const base::Outcome outcome = co_await own.wait(base::never_ends);
    std::erase(waiting_, &own);
    co_return outcome == base::Outcome::done&& good_;
}

}  // namespace mailsim::lab
