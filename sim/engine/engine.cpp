#include "engine/engine.hpp"

#include "engine/fabric.hpp"

namespace mailsim::engine {

Engine::Engine(const Platform& platform, NetworkOptions options) {
    for (const Platform::Host& host : platform.hosts) hosts_.emplace_back(calendar_, host);
    network_ = std::make_unique<Network>(calendar_, platform, options);
}

Engine::~Engine() { abandon(); }

void Engine::run(Instant until) {
    stopped_ = false;
    while (!stopped_ && step(until)) {
    }
    if (!stopped_ && until != base::never) calendar_.stand_at(until);
}

// Runs what happens next, if that is not after `until`.
bool Engine::step(Instant until) {
    Fabric* fabric = network_->fabric();
    if (fabric && fabric->in_flight() > 0) {
        // Events that a transfer's end creates before our next date run in here, each at its own date.
        const Instant target = calendar_.next() < until ? calendar_.next() : until;
        fabric->run_until(target);
        if (calendar_.next() > target) return target < until;
    }
    if (calendar_.next() > until || calendar_.next() == base::never) return false;
    calendar_.run_next();
    return true;
}

}  // namespace mailsim::engine
