// The message as text, shared by the documents that show it. Not for use outside this room.
#pragma once
#include "render/document.hpp"

namespace mailsim::render {

std::string header_of(const View& view, const Letter& letter);  // up to Subject, which the caller adds
const Letter* first_letter(const View& view);  // the first that is no notification; null: none
std::string body_of(const Letter& letter, std::size_t header_octets);

}  // namespace mailsim::render
