// Replays a talk: its client's lines against our server machine, or its server's lines against our client
// machine.
#pragma once
#include <string>
#include <vector>

#include "talk.hpp"

namespace smtp_tests {

// Differences, as "line 12: expected ..., said ..."; empty when the talk was held word by word.
std::vector<std::string> replay_server(const Talk& talk);
std::vector<std::string> replay_client(const Talk& talk);

}  // namespace smtp_tests
