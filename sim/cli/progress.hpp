// The line that tells how far a run is, on standard error, when that is a terminal; with
// MAILSIM_PROGRESS=lines in the environment lines for a program, "progress SHARE WORDS" (the console reads
// them).
#pragma once
#include <chrono>
#include <cstdint>

#include "scenario/scenario.hpp"

namespace mailsim::cli {

class Progress {
  public:
    explicit Progress(const scenario::Scenario& scenario);
    void show(base::Instant now, std::uint64_t messages);  // at most a few times a second
    void done();                                           // takes the line away

  private:
    base::Duration whole_;
    bool terminal_, lines_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point began_, last_;
};

}  // namespace mailsim::cli
