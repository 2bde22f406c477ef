// A replayed message as a JSON document (the fields of the command line) and as text for a terminal.
#pragma once
#include "json/value.hpp"
#include "render/ending.hpp"
#include "render/steps.hpp"

namespace mailsim::report {

json::Value step_json(const render::Scene& scene, const render::Step& step);
json::Value replay_json(const render::Scene& scene, const render::Record& record,
                        const std::vector<render::Step>& steps, const std::vector<render::Ending>& endings);

// "rule size at /nodes/3/rules/1"; "" when nothing decided.
std::string why_text(const render::Step& step);

}  // namespace mailsim::report
