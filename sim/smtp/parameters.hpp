// The parameters of MAIL and RCPT (RFC 1870, 3461, 6152, 6531). A mistake becomes the command's fault, the
// word it is about text.option. Inside the room: parse.hpp is its face.
#pragma once
#include <cstdint>
#include <string_view>

#include "smtp/command.hpp"

namespace mailsim::smtp {

void read_mail_parameters(std::string_view words, Command& command, CommandText& text);
void read_rcpt_parameters(std::string_view words, Command& command, CommandText& text);

// Digits only; overflow: more than fits.
bool read_number(std::string_view digits, std::int64_t& number, bool& overflow);

}  // namespace mailsim::smtp
