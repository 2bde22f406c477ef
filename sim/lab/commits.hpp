// Syncs what sessions have brought: one sync for all that wait at that time, and one every now and then for
// what nobody waits for. While other sessions may have something soon, a sync waits for them, at most half as
// long as the last one took.
#pragma once
#include <chrono>
#include <vector>

#include "lab/keeper.hpp"
#include "sockets/alarm.hpp"

namespace mailsim::lab {

class Commits {
  public:
    Commits(sockets::Loop& loop, Keeper& keeper) : loop_(loop), keeper_(keeper), wake_(loop) {}
    base::Task<void> run();
    // True: everything done so far is on disk.
    base::Task<bool> durable();
    std::size_t writers = 0;  // sessions that bring mail

  private:
    using Clock = std::chrono::steady_clock;
    void sync();
    sockets::Loop& loop_;
    Keeper& keeper_;
    sockets::Alarm wake_;
    std::vector<sockets::Alarm*> waiting_;
    bool good_ = true;
    base::Duration last_{0};  // that a sync took
};

}  // namespace mailsim::lab
