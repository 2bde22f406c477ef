#include "sockets/alarm.hpp"

#include "sockets/impl.hpp"

namespace mailsim::sockets {

struct Alarm::Impl : Waiting {
    explicit Impl(asio::io_context& context) : timer(context) {}
    void give_up() override { timer.cancel(); }
    asio::steady_timer timer;
    std::coroutine_handle<> waiter;
    bool woken = false;
    base::Outcome outcome = base::Outcome::done;
};

Alarm::Alarm(Loop& loop) : loop_(loop), impl_(std::make_shared<Impl>(loop.impl().context)) {
    loop.impl().waiting.insert(impl_.get());
}

Alarm::~Alarm() {
    loop_.impl().waiting.erase(impl_.get());
    impl_->waiter = {};
    impl_->timer.cancel();
}

Alarm::Wait Alarm::wait_until(base::Instant lab) {
    if (lab == base::never) return Wait(*this, base::never_ends);
    return Wait(*this, std::max(loop_.wall(lab - loop_.now()), base::Duration{0}));
}

void Alarm::begin(std::coroutine_handle<> waiter, base::Duration wall) {
    constexpr base::Duration longest = std::chrono::hours(24 * 365);
    impl_->waiter = waiter;
    bool at_once = impl_->woken || loop_.stopping();
    impl_->timer.expires_after(at_once ? base::Duration{0} : std::min(wall, longest));
    impl_->timer.async_wait([impl = impl_, &loop = loop_](const asio::error_code&) {
        if (!impl->waiter) return;
        impl->outcome = loop.stopping()                     ? base::Outcome::failed
                        : std::exchange(impl->woken, false) ? base::Outcome::done
                                                            : base::Outcome::timed_out;
        std::exchange(impl->waiter, {}).resume();
    });
}

base::Outcome Alarm::outcome() const { return impl_->outcome; }

void Alarm::wake() {
    impl_->woken = true;
    if (impl_->waiter) impl_->timer.cancel();
}

}  // namespace mailsim::sockets
