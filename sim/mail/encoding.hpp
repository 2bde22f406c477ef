// Transfer encodings of mail: base64 and quoted-printable (RFC 2045 6.7, 6.8) and encoded words (RFC 2047).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mailsim::mail {

std::string encode_base64(std::string_view octets);  // one line
std::optional<std::string> decode_base64(
    std::string_view text);                                  // strict: padded, no other octets (RFC 4648 4)
std::string decode_base64_body(std::string_view text);       // lenient: skips line ends and foreign octets
std::string decode_quoted_printable(std::string_view text);  // lenient: a broken escape stays as it is
// "=?utf-8?Q?...?=" in UTF-8; US-ASCII, UTF-8 and ISO-8859-1 words are turned, others stay as they are.
std::string decode_words(std::string_view text);
std::string latin1_to_utf8(std::string_view text);

}  // namespace mailsim::mail
