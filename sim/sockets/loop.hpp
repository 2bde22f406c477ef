// The loop that waits for sockets and clocks, on one thread, and the clock of the lab: it starts at zero and
// runs `speed` times as fast as the wall's. Everything that waits is known to the loop, so that stop() ends
// it.
#pragma once
#include <functional>
#include <memory>

#include "base/task.hpp"
#include "base/units.hpp"

namespace mailsim::sockets {

// Something that waits and can be told to give up.
class Waiting {
  public:
    virtual ~Waiting() = default;
    virtual void give_up() = 0;  // its wait ends soon, not within the call
};

class Loop {
  public:
    explicit Loop(double speed = 1);
    ~Loop();
    Loop(const Loop&) = delete;

    base::Instant now() const;                      // of the lab
    base::Duration wall(base::Duration lab) const;  // how long this takes on the wall
    double speed() const { return speed_; }

    void spawn(base::Task<void> task) { tasks_.spawn(std::move(task)); }
    void post(std::function<void()> call);  // called from run()
    // SIGINT and SIGTERM call this, from run(), until the loop stops.
    void on_signal(std::function<void()> call);

    void run();   // until stop() was called and nothing waits any more, at most two seconds later
    void stop();  // all waits end; new ones end at once
    bool stopping() const { return stopping_; }
    // Destroys what still waits; before the things go away that it refers to.
    void abandon() { tasks_.abandon(); }

    struct Impl;
    Impl& impl() { return *impl_; }

  private:
    double speed_;
    bool stopping_ = false;
    std::unique_ptr<Impl> impl_;
    base::TaskGroup tasks_;
};

}  // namespace mailsim::sockets
