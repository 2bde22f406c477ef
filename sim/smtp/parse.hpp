// One command line as a typed command. Mistakes do not stop it: they become the command's fault, which the
// server's machine answers after the mistakes of order (as Postfix does).
#pragma once
#include <string_view>

#include "smtp/command.hpp"

namespace mailsim::smtp {

// line: without its CR LF. The words are views of line, kept in text, to which the command points.
Command parse_command(std::string_view line, CommandText& text);

// A path with or without <>, e.g. "<a@b.test>", "<>", "<@relay.test:a@b.test>". False when it is none (RFC
// 5321 4.1.2, RFC 6531 3.3; 64, 255 and 254 octets by RFC 5321 4.5.3.1).
bool parse_path(std::string_view text, Path& path);

bool is_utf8(std::string_view text);   // well-formed (RFC 3629)
bool is_xtext(std::string_view text);  // RFC 3461 4

}  // namespace mailsim::smtp
