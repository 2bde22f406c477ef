// The message as text, shared by the documents that show it. Not for use outside this room.
#pragma once
#include <string_view>

#include "render/document.hpp"

namespace mailsim::render {

// Up to Subject, which the caller adds. What the servers wrote is what this recipient sees; invalid: that of
// view.address, else the first who has the message.
std::string header_of(const View& view, const Letter& letter, base::RecipientId recipient = {});
const Letter* first_letter(const View& view);  // the first that is no notification; null: none
std::string written_header(const View& view, const Letter& letter);  // what its writer wrote, up to Subject
// As much text as makes the simulated size together with this header, each line's end counted as two octets.
std::string body_of(const Letter& letter, std::string_view header);

}  // namespace mailsim::render
