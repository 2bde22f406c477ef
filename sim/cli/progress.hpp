// The line that tells how far a run is, on standard error, when that is a terminal; with
// MAILSIM_PROGRESS=lines in the environment lines for a program, "progress SHARE WORDS" (the console reads
// them).
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "scenario/scenario.hpp"

namespace mailsim::cli {

// Whether the environment asks for such lines; and one of them, share from 0 to 1.
bool wants_progress_lines();
void progress_line(double share, const std::string& words);

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
