// Scripts that play a drill: an expert who follows the playbook, and somebody who blames the wrong thing.
// Made from the drill when its file gives none. Not here: whether they do what they should (proof.hpp).
#pragma once
#include <string>
#include <vector>

#include "teach/grade.hpp"

namespace mailsim::teach {

std::vector<std::string> expert_script(Worlds& worlds);
std::vector<std::string> mistaken_script(Worlds& worlds);

}  // namespace mailsim::teach
