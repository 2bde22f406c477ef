// Proof that a drill teaches what it says: its faults make the symptom, without them it is gone, each is
// needed, red herrings alone do nothing, an expert solves it, a wrong answer does not. Each failure is a
// sentence.
#pragma once
#include <string>
#include <vector>

#include "teach/play.hpp"

namespace mailsim::teach {

struct Proof {
    struct Step {
        std::string what;
        bool holds = false;
        std::string detail;
    };
    std::vector<Step> steps;
    int expert_score = 0, mistaken_score = 0;
    std::vector<std::string> expert, mistaken;
    bool holds() const;
};

base::expected<Proof, base::Problems> prove(const Drill& drill);

// The lowest score of an expert, and the highest of a wrong answer, that a drill may give.
inline constexpr int least_expert = 90, most_mistaken = 40;

}  // namespace mailsim::teach
