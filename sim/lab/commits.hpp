// Syncs what sessions have brought: one sync for all that wait at that time, and one every now and then for
// what nobody waits for.
#pragma once
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

  private:
    sockets::Loop& loop_;
    Keeper& keeper_;
    sockets::Alarm wake_;
    std::vector<sockets::Alarm*> waiting_;
    bool good_ = true;
};

}  // namespace mailsim::lab
