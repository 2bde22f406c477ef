#include "sockets/loop.hpp"

#include <asio/post.hpp>

#include "sockets/impl.hpp"

namespace mailsim::sockets {
namespace {

constexpr auto patience_at_the_end = std::chrono::seconds(2);

void wait_for_signal(Loop& loop, const std::function<void()>& call) {
    loop.impl().signals.async_wait([&loop, call](const asio::error_code& error, int) {
        if (error) return;
        call();
        if (!loop.stopping()) wait_for_signal(loop, call);
    });
}

}  // namespace

std::string to_string(const Endpoint& endpoint) {
    std::string address = base::to_string(endpoint.address);
    if (endpoint.address.is_v6()) address = "[" + address + "]";
    return address + ":" + std::to_string(endpoint.port);
}

Loop::Loop(double speed) : speed_(speed), impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

base::Instant Loop::now() const {
    auto wall = std::chrono::steady_clock::now() - impl_->began;
    return base::Instant(base::from_seconds(std::chrono::duration<double>(wall).count() * speed_));
}

base::Duration Loop::wall(base::Duration lab) const {
    if (lab == base::never_ends) return lab;
    return base::from_seconds(base::seconds(lab) / speed_);
}

void Loop::post(std::function<void()> call) { asio::post(impl_->context, std::move(call)); }

void Loop::on_signal(std::function<void()> call) {
    for (int signal : {SIGINT, SIGTERM}) impl_->signals.add(signal);
    wait_for_signal(*this, call);
}

void Loop::run() {
    auto hold = asio::make_work_guard(impl_->context);
    while (!stopping_) impl_->context.run_one();
    hold.reset();
    impl_->context.restart();
    const auto until = std::chrono::steady_clock::now() + patience_at_the_end;
    while (!tasks_.empty() && impl_->context.run_one_until(until) > 0) {
    }
}

void Loop::stop() {
    if (std::exchange(stopping_, true)) return;
    impl_->signals.clear();
    impl_->signals.cancel();
    for (Waiting* one : impl_->waiting) one->give_up();
}

}  // namespace mailsim::sockets
