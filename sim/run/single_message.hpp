// The key of a scenario's single messages, for whoever wants to follow one on paper with the draws of the
// run.
#pragma once
#include <cstdint>

namespace mailsim::run {
std::uint64_t single_message_key(std::uint64_t number);
}
