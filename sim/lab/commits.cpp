#include "lab/commits.hpp"

namespace mailsim::lab {

base::Task<void> Commits::run() {
    constexpr base::Duration now_and_then = std::chrono::milliseconds(200);
    sockets::Alarm turn(loop_);
    for (;;) {
        base::Outcome outcome = co_await wake_.wait(now_and_then);
        // The others that are ready now may join.
        if (outcome == base::Outcome::done) outcome = co_await turn.wait(base::Duration{0});
        if (outcome == base::Outcome::failed) co_return;
        if (keeper_.dirty()) good_ = keeper_.sync();
        for (sockets::Alarm* one : std::exchange(waiting_, {})) one->wake();
    }
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
