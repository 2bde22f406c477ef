// Replays a talk: its client's lines against our server machine, or its server's lines against our client
// machine.
#pragma once
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "smtp/order.hpp"
#include "talk.hpp"

namespace smtp_tests {
using namespace mailsim;

// Differences, as "line 12: expected ..., said ..."; empty when the talk was held word by word.
std::vector<std::string> replay_server(const Talk& talk);
// As replay_server; notes which commands came in which phase.
using Heard = std::set<std::pair<smtp::Verb, smtp::Phase>>;
std::vector<std::string> replay_server(const Talk& talk, Heard& heard);
std::vector<std::string> replay_client(const Talk& talk);

}  // namespace smtp_tests
