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
    Fabric* const fabric = network_->fabric();
    while (!stopped_) {
        if (fabric && fabric->in_flight() > 0 && keep_step(*fabric, until)) continue;
        const Instant next = calendar_.next();
        if (next > until || next == base::never) break;
        calendar_.run_next();
    }
    if (!stopped_ && until != base::never) calendar_.stand_at(until);
}

// Brings SimGrid to our next date. Events that a transfer's end creates before it run in here, each at its
// own date. False: what comes next is on the calendar, or there is nothing until `until`.
bool Engine::keep_step(Fabric& fabric, Instant until) {
    const Instant target = calendar_.next() < until ? calendar_.next() : until;
    fabric.run_until(target);
    return calendar_.next() > target && target < until;
}

}  // namespace mailsim::engine
