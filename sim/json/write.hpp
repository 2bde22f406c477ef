// Writing JSON: the same tree gives the same bytes everywhere. Doubles are the shortest text that reads back
// to the same number (a whole one keeps its ".0"); what is not finite is written as null; bytes that are not
// UTF-8 as U+FFFD. Not here: files.
#pragma once
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace mailsim::json {

std::string compact(const Value& value);  // one line, no spaces
std::string pretty(
    const Value& value);  // two spaces a level, short arrays of plain values on one line, "\n" at the end
std::string quoted(std::string_view text);  // one JSON text, with its quotes

}  // namespace mailsim::json
