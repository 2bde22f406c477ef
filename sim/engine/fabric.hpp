// The SimGrid side of the network: links and transfers whose shares SimGrid computes, and SimGrid's clock in
// step with our calendar. Used by network and engine only; SimGrid's own headers are in fabric.cpp.
#pragma once
#include <memory>
#include <vector>

#include "base/id.hpp"
#include "engine/platform.hpp"
#include "engine/session.hpp"

namespace mailsim::engine {

class Fabric {
  public:
    // Called at the date at which SimGrid ended the transfer, from within run_until; must not resume a
    // coroutine.
    using Ended = void (*)(Wait& wait, bool well);

    // One in a process, once. Links that are not shared cap each transfer. (Comm::set_rate has no effect on
    // one-sided transfers in SimGrid 3.32.)
    Fabric(Calendar& calendar, const Platform& platform, Ended ended);
    Fabric(const Fabric&) = delete;
    ~Fabric();

    // Before the first transfer. The same links in both directions are given by two calls.
    void add_way(base::HostId from, base::HostId to, const std::vector<base::LinkId>& links);
    void seal();

    // Starts a transfer now.
    void start(Wait& wait, base::HostId from, base::HostId to, double bytes);
    void cancel(Wait& wait);
    double remaining(const Wait& wait) const;  // bytes

    std::size_t in_flight() const { return in_flight_; }
    // Brings SimGrid to `target`, or to the last end of a transfer when it is base::never. The calendar's
    // events up to `target` that come into being on the way run at their own dates; events set before for
    // `target` do not run.
    void run_until(Instant target);

    void turn_off(base::LinkId link);
    void turn_on(base::LinkId link);
    void set_bandwidth(base::LinkId link, double bytes_per_second);

  private:
    struct Grid;  // what needs SimGrid's headers
    void bridge_at(Instant date);
    void run_due();
    void transfer_ended(std::uint32_t flight, bool well);

    Calendar& calendar_;
    Ended ended_;
    std::size_t in_flight_ = 0;
    bool inside_ = false;  // SimGrid's main loop is running
    Instant target_{};
    std::unique_ptr<Grid> grid_;
};

}  // namespace mailsim::engine
