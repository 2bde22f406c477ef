// Typed commands and replies as the lines on the wire, each with CR LF. Whatever a word holds, it cannot add
// a line: control characters become '?'.
#pragma once
#include <string>
#include <string_view>

#include "mail/address.hpp"
#include "mail/reply.hpp"
#include "smtp/command.hpp"
#include "smtp/extensions.hpp"

namespace mailsim::smtp {

// A command with words (command.text), or one without: `book` then names its address, `hello` is HELO's
// argument.
std::string format(const Command& command, const mail::AddressBook* book = nullptr,
                   std::string_view hello = "");
// A reply with its text filled in; a LF in the text makes a multi-line reply.
std::string format(const mail::Reply& reply);
// The reply to EHLO or LHLO; LMTP lists as Dovecot does.
std::string format_listing(const mail::Reply& reply, const Extensions& offers, bool lmtp = false);

std::string to_string(const Path& path);  // "local@domain"

}  // namespace mailsim::smtp
