#include "imap/format.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::imap {

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return upper;
}

void append_literal(std::string& out, std::string_view octets) {
    fmt::format_to(std::back_inserter(out), "{{{}}}\r\n", octets.size());
    out.append(octets);
}

void append_string(std::string& out, std::string_view text) {
    bool plain = text.size() <= 1000 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
                     return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
                 });
    if (plain)
        out.append("\"").append(text).append("\"");
    else
        append_literal(out, text);
}

void append_quoted(std::string& out, std::string_view text) {
    std::string escaped, bare;
    for (char c : text) {
        bool special = c == '"' || c == '\\';
        if (special) escaped += '\\';
        escaped += c;
        if (!special) bare += c;
    }
    std::string written;
    append_string(written, bare);
    if (written.starts_with('"') && escaped.size() <= 1000)
        out.append("\"").append(escaped).append("\"");
    else
        append_literal(out, text);
}

void append_nstring(std::string& out, std::string_view text) {
    if (text.empty())
        out += "NIL";
    else
        append_string(out, text);
}

std::string mailbox_name(std::string_view name) {
    bool atom =
        !name.empty() && upper_case(name) != "NIL" &&
        std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return c > 0x20 && c < 0x7f &&
                   std::string_view("(){%*\"\\]").find(static_cast<char>(c)) == std::string_view::npos;
        });
    std::string out;
    if (atom)
        out = name;
    else
        append_string(out, name);
    return out;
}

}  // namespace mailsim::imap
