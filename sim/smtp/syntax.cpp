// The small grammars of parse.hpp: paths (RFC 5321 4.1.2, 6531 3.3), UTF-8 (RFC 3629), xtext (RFC 3461 4).
#include <algorithm>

#include "base/ip.hpp"
#include "base/names.hpp"
#include "smtp/parse.hpp"

namespace mailsim::smtp {
namespace {

bool is_atom_char(char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7f &&
           std::string_view("()<>[]:;@\\,\"").find(c) == std::string_view::npos;
}

bool is_local(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    if (text.front() != '"')
        return text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos &&
               std::all_of(text.begin(), text.end(), [](char c) { return is_atom_char(c); });
    if (text.size() < 2 || text.back() != '"') return false;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        bool escaped = text[i] == '\\';
        if (escaped && ++i + 1 >= text.size()) return false;
        auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f || (byte == '"' && !escaped)) return false;
    }
    return true;
}

// A domain name, or an address literal: [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 4.1.3).
bool is_domain(std::string_view text) {
    if (text.find_first_not_of("0123456789.") == std::string_view::npos) return false;  // as Postfix
    if (text.size() < 2 || text.front() != '[') return mail::is_domain_name(text);
    if (text.back() != ']') return false;
    std::string_view inside = text.substr(1, text.size() - 2);
    bool v6 = base::lower_case(inside.substr(0, 5)) == "ipv6:";
    auto ip = base::parse_ip(v6 ? inside.substr(5) : inside);
    return ip && ip->is_v6() == v6;
}

// "@relay.test,@other.test:" is read and forgotten (RFC 5321 appendix C).
bool drop_route(std::string_view& text) {
    if (text.empty() || text.front() != '@') return true;
    std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    text.remove_prefix(colon + 1);
    return !text.empty();
}

}  // namespace

bool parse_path(std::string_view text, Path& path) {
    path = {};
    if (text.empty()) return false;
    bool bracket = text.front() == '<';
    if (bracket && (text.size() < 2 || text.back() != '>')) return false;
    if (bracket) text = text.substr(1, text.size() - 2);
    if (text.empty()) return true;
    if (text.size() > 254 || !drop_route(text)) return false;
    std::size_t at = text.rfind('@');
    if (text.back() == '"' || at == std::string_view::npos) {
        path.local = text;
        return is_local(text);
    }
    path.local = text.substr(0, at);
    path.domain = text.substr(at + 1);
    return is_local(path.local) && is_domain(path.domain);
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        auto lead = static_cast<unsigned char>(text[i]);
        std::size_t more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        if (lead >= 0x80 && (lead < 0xc2 || lead > 0xf4)) return false;
        if (text.size() - i <= more) return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
        if (more > 1) {  // overlong forms, surrogates, and beyond U+10FFFF
            auto second = static_cast<unsigned char>(text[i + 1]);
            if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return false;
            if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return false;
        }
        i += more + 1;
    }
    return true;
}

bool is_xtext(std::string_view text) {
    auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c < '!' || c > '~') return false;  // "=" too, as Postfix
        if (c == '+' && (i + 2 >= text.size() || !hex(text[i + 1]) || !hex(text[i + 2]))) return false;
    }
    return true;
}

}  // namespace mailsim::smtp
