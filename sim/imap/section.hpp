// The parts of a message that FETCH BODY[...] names (RFC 3501 6.4.5).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "imap/parser.hpp"
#include "mail/mime.hpp"

namespace mailsim::imap {

struct Section {
    enum class What : std::uint8_t { all, header, text, mime, fields, fields_not };
    std::vector<std::uint32_t> part;  // "2.1": 2, 1
    What what = What::all;
    std::vector<std::string> names;  // of fields, in upper case
    std::string shown;               // the same, as an answer repeats them
};

// Reads what stands between '[' and ']', the ']' included.
Section parse_section(Parser& parser);
std::string to_string(const Section& section);  // without brackets, as an answer names it
// Nothing when the message has no such part.
std::string section_text(std::string_view message, const mail::MimePart& whole, const Section& section);

}  // namespace mailsim::imap
