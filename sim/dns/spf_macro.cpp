#include "dns/spf_macro.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace mailsim::dns {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string url_escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        bool plain = is_alnum(c) || std::string_view("-._~").find(c) != std::string_view::npos;
        if (plain) {
            out += c;
            continue;
        }
        auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += "0123456789ABCDEF"[byte >> 4];
        out += "0123456789ABCDEF"[byte & 15];
    }
    return out;
}

}  // namespace

std::string macro_address(const base::Ip& ip) {
    if (ip.is_v4()) return base::to_string(ip);
    std::string out;
    for (std::uint8_t byte : ip.bytes())
        for (int nibble : {byte >> 4, byte & 15}) {
            if (!out.empty()) out += '.';
            out += "0123456789abcdef"[nibble];
        }
    return out;
}

std::string transformed(const std::string& value, const SpfMacro& macro) {
    std::vector<std::string> parts(1);
    for (char c : value)
        if (macro.delimiters.find(c) != std::string::npos)
            parts.emplace_back();
        else
            parts.back() += c;
    if (macro.reverse) std::reverse(parts.begin(), parts.end());
    std::size_t first = 0;
    if (macro.keep && parts.size() > static_cast<std::size_t>(macro.keep))
        first = parts.size() - static_cast<std::size_t>(macro.keep);
    std::string out;
    for (std::size_t i = first; i < parts.size(); ++i) out += (i > first ? "." : "") + parts[i];
    return macro.escape ? url_escaped(out) : out;
}

std::optional<SpfMacro> parse_macro(std::string_view text, std::size_t& at) {
    SpfMacro macro;
    std::size_t i = at + 2;
    if (i >= text.size()) return std::nullopt;
    macro.letter = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    macro.escape = text[i] != macro.letter;
    if (std::string_view("slodiphv").find(macro.letter) == std::string_view::npos) return std::nullopt;
    std::size_t digits = ++i;
    while (i < text.size() && is_digit(text[i]))
        macro.keep = std::min(macro.keep * 10 + (text[i++] - '0'), 999);
    if (i > digits && macro.keep == 0) return std::nullopt;
    if (i < text.size() && (text[i] == 'r' || text[i] == 'R')) ++i, macro.reverse = true;
    std::size_t delimiters = i;
    while (i < text.size() && std::string_view(".-+,/_=").find(text[i]) != std::string_view::npos) ++i;
    if (i > delimiters) macro.delimiters = text.substr(delimiters, i - delimiters);
    if (i >= text.size() || text[i] != '}') return std::nullopt;
    at = i + 1;
    return macro;
}

bool is_macro_string(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] != '%') {
            if (text[at] < 0x21 || text[at] > 0x7e) return false;
            ++at;
        } else if (at + 1 < text.size() && text[at + 1] == '{') {
            if (!parse_macro(text, at)) return false;
        } else {
            if (at + 1 >= text.size() || std::string_view("%_-").find(text[at + 1]) == std::string_view::npos)
                return false;
            at += 2;
        }
    }
    return true;
}

bool is_domain_spec(std::string_view text) {
    if (text.empty() || !is_macro_string(text)) return false;
    if (text.back() == '}') return true;
    text = text.substr(0, text.size() - (text.back() == '.' ? 1 : 0));
    std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    std::string_view top = text.substr(dot + 1);
    if (top.empty() || top.front() == '-' || top.back() == '-') return false;
    bool numeric = true;
    for (char c : top) {
        if (!is_alnum(c) && c != '-') return false;
        numeric = numeric && is_digit(c);
    }
    return !numeric;
}

}  // namespace mailsim::dns
