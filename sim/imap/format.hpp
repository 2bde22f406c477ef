// How values are written in IMAP answers (RFC 3501 4).
#pragma once
#include <string>
#include <string_view>

namespace mailsim::imap {

std::string upper_case(std::string_view text);  // ASCII only

// A string: quoted where it can be without escapes, else a literal.
void append_string(std::string& out, std::string_view text);
// The same, but quotes and backslashes are escaped rather than sent in a literal.
void append_quoted(std::string& out, std::string_view text);
void append_nstring(std::string& out, std::string_view text);  // "" is NIL
// A literal with these octets.
void append_literal(std::string& out, std::string_view octets);
// A folder's name: an atom where it can be one, else a string.
std::string mailbox_name(std::string_view name);

}  // namespace mailsim::imap
