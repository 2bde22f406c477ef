// What a trainee has played, in a local file: one JSON object a line, added at the end. It stands in
// $XDG_STATE_HOME/mailsim/drills.jsonl (else ~/.local/state/mailsim/), never in the tree. Not here: grading.
#pragma once
#include <string>
#include <vector>

#include "base/expected.hpp"

namespace mailsim::teach {

struct Progress {
    std::string when;  // "2026-11-26 14:30", UTC
    std::string drill;
    int level = 0, score = 0;
    std::string correct;  // "yes" or "no"
    int looks = 0, hints = 0, minutes = 0,
        seconds = 0;  // minutes: on the drill's clock; seconds: of the wall
};

std::string now();            // as in Progress::when
std::string progress_file();  // "" when no home is known
// On failure: why.
base::expected<void, std::string> keep(const std::string& file, const Progress& one);
// Lines that are no record are left out.
std::vector<Progress> read_progress(const std::string& file);
std::string csv(const std::vector<Progress>& all);

}  // namespace mailsim::teach
