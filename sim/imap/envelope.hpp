// ENVELOPE, BODY and BODYSTRUCTURE of FETCH (RFC 3501 7.4.2).
#pragma once
#include <string>
#include <string_view>

#include "mail/mime.hpp"

namespace mailsim::imap {

void append_envelope(std::string& out, std::string_view header);
// `message` is the whole text that `part` was parsed from; extended: BODYSTRUCTURE.
void append_structure(std::string& out, std::string_view message, const mail::MimePart& part, bool extended);

}  // namespace mailsim::imap
