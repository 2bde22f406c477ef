// Drills as JSON: the list, a played drill with its grade, a proof. Not here: their text (teach says it).
#pragma once
#include <string>
#include <vector>

#include "json/value.hpp"
#include "teach/proof.hpp"

namespace mailsim::report {

// One typed line and what it printed.
struct Typed {
    std::string command, output;
};

json::Value drills_json(const std::vector<teach::Drill>& drills);
json::Value play_json(teach::Play& play, const std::vector<Typed>& commands);
json::Value proof_json(const teach::Drill& drill, const teach::Proof& proof);
json::Value playbook_json(const teach::Playbook& playbook);

}  // namespace mailsim::report
