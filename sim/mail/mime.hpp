// A message taken apart: header fields and the tree of MIME parts (RFC 5322, 2045, 2046). Everything is
// bounded, so that no message can cost more than its length: see the limits below. Not here: making messages,
// and ENVELOPE (imap).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailsim::mail {

inline constexpr int deepest_part = 20;           // levels; a part below is taken as application/octet-stream
inline constexpr std::size_t most_parts = 1000;   // of one message; what is beyond belongs to the last part
inline constexpr std::size_t most_fields = 2000;  // of one header; the others are not seen
inline constexpr std::size_t most_parameters = 64;  // of one field

struct HeaderField {
    std::string_view name;
    std::string_view body;  // as it stands, folded; without the last line end
    std::string_view line;  // the whole field with its line end
};

// The octets before the empty line, that line included; all of it when there is none.
std::size_t header_size(std::string_view message);
std::vector<HeaderField> header_fields(std::string_view header);  // lines that are no field are left out
const HeaderField* find_field(const std::vector<HeaderField>& fields,
                              std::string_view name);  // in any case; the first
// Every line ends in CR LF (RFC 5322 2.1).
std::string with_crlf(std::string_view text);
std::string unfold(std::string_view body);  // without line ends (RFC 5322 2.2.3) and blanks at both ends

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct MimePart {
    std::size_t begin = 0, body = 0, end = 0;  // offsets in the message: header, body, behind the body
    std::string type = "text", subtype = "plain";
    Parameters parameters;
    std::string id, description, md5, disposition, location, encoding = "7bit";
    Parameters disposition_parameters;
    std::vector<std::string> languages;
    std::uint32_t lines = 0;      // of the body
    std::vector<MimePart> parts;  // of a multipart; of a message/rfc822 its one message
    bool multipart() const { return type_is("multipart"); }
    bool message() const { return type_is("message") && subtype_is("rfc822"); }
    bool type_is(std::string_view lower) const;
    bool subtype_is(std::string_view lower) const;
    std::string_view header_of(std::string_view text) const { return text.substr(begin, body - begin); }
    std::string_view body_of(std::string_view text) const { return text.substr(body, end - body); }
};

MimePart parse_mime(std::string_view message);

// A part's body without its transfer encoding; text in ISO-8859-1 becomes UTF-8, other charsets stay as they
// are.
std::string decoded_body(std::string_view message, const MimePart& part);

}  // namespace mailsim::mail
