// Words in lines for a terminal.
#pragma once
#include <string>

namespace mailsim::teach {

// Lines of at most `width` columns, each after the indent; no line end behind the last.
std::string wrap(const std::string& text, std::size_t width = 78, const std::string& indent = "");

std::string squeezed(const std::string& text);  // one space between words, line ends as well
std::string sentence(std::string text);         // ends with a full stop, or with its own question mark

}  // namespace mailsim::teach
