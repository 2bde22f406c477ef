// A replayed message as text for a terminal of 80 columns, step by step, and how it ended.
#pragma once
#include <string>

#include "render/ending.hpp"
#include "render/steps.hpp"
#include "report/path_ink.hpp"

namespace mailsim::report {

// One step; before: the step shown before it, whose node and message need not be named again; null: none.
std::string step_text(const render::Scene& scene, const render::Step& step, const render::Step* before,
                      Ink ink);
// What became of each recipient: hops with delays, what the sender sees, what support sees, what to check.
std::string endings_text(const render::Scene& scene, const std::vector<render::Ending>& endings,
                         base::Instant end, Ink ink);

}  // namespace mailsim::report
