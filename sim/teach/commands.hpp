// The words of a typed line, and what `telnet` is told. Not here: what commands do (look.hpp, play.hpp).
#pragma once
#include <string>

#include "teach/look.hpp"
#include "teach/talk.hpp"

namespace mailsim::teach {

Words words_of(const std::string& line);  // without the quotes that stand around them
std::string unquoted(const std::string& text);

// Reads "telnet HOST PORT [as ACCOUNT]": the words become HOST and PORT. Returns what is wrong, or "".
std::string caller_of(World& world, Words& words, Caller& caller);

}  // namespace mailsim::teach
