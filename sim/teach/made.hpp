// Drills made at random: the same seed gives the same drill. Only such as can be proven come out. Not here:
// the kinds of fault, which say where they could sit.
#pragma once
#include "base/expected.hpp"
#include "base/problems.hpp"
#include "teach/drill.hpp"

namespace mailsim::teach {

// level: 1 one fault; 2 one fault and a red herring; 3 two faults, or one with two red herrings; 0: drawn.
base::expected<Drill, base::Problems> made_drill(std::uint64_t seed, int level = 0,
                                                 const std::string& topology = "nayatel");

}  // namespace mailsim::teach
