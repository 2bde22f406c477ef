// Engine: one run's clock, machines and network. It keeps our calendar and SimGrid in step: SimGrid is asked
// only while transfers are with it, and what it completes on the way to our next date runs at its own date.
// One engine with ways that need SimGrid can exist in a process, once (SimGrid's rule).
#pragma once
#include <deque>

#include "base/task.hpp"
#include "engine/host.hpp"
#include "engine/network.hpp"

namespace mailsim::engine {

class Engine {
  public:
    explicit Engine(const Platform& platform, NetworkOptions options = {});
    Engine(const Engine&) = delete;
    ~Engine();

    Calendar& calendar() { return calendar_; }
    Instant now() const { return calendar_.now(); }
    Host& host(HostId id) { return hosts_[id.index()]; }
    std::size_t host_count() const { return hosts_.size(); }
    Network& network() { return *network_; }

    // Starts a root task now. Tasks that still wait at abandon() are destroyed where they stand.
    void spawn(base::Task<void> task) { tasks_.spawn(std::move(task)); }
    // Runs everything up to and at `until`, then stands there; with base::never, until nothing is left to
    // happen. Can be called again. stop() from inside ends it after the current event.
    void run(Instant until = base::never);
    void stop() { stopped_ = true; }
    // Destroys all tasks that still wait. Call it before the things that they refer to go away.
    void abandon() { tasks_.abandon(); }

  private:
    bool keep_step(Fabric& fabric, Instant until);

    Calendar calendar_;
    std::deque<Host> hosts_;
    std::unique_ptr<Network> network_;
    base::TaskGroup tasks_;
    bool stopped_ = false;
};

}  // namespace mailsim::engine
