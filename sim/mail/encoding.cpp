#include "mail/encoding.hpp"

#include "base/names.hpp"

namespace mailsim::mail {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_value(char c) {
    std::size_t at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

// Gathers six bits at a time.
struct Sextets {
    std::string octets;
    unsigned bits = 0;
    int count = 0;
    void add(int value) {
        bits = bits << 6 | static_cast<unsigned>(value);
        count += 6;
        if (count < 8) return;
        count -= 8;
        octets += static_cast<char>(bits >> count & 0xff);
    }
};

// An escape "=XX" at this place, or -1.
int escape_at(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    int high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string decode_q(std::string_view text) {
    std::string spaced(text);
    for (char& c : spaced)
        if (c == '_') c = ' ';
    return decode_quoted_printable(spaced);
}

struct Word {
    std::string text;
    std::size_t length = 0;  // octets it took; 0: no encoded word here
};

Word word_at(std::string_view text) {  // text begins with "=?"
    std::size_t charset_end = text.find('?', 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= text.size()) return {};
    if (text[charset_end + 2] != '?') return {};
    std::size_t begin = charset_end + 3, end = text.find("?=", begin);
    if (end == std::string_view::npos) return {};
    std::string charset = base::lower_case(text.substr(2, charset_end - 2));
    std::string_view body = text.substr(begin, end - begin);
    char kind = text[charset_end + 1];
    bool base64 = kind == 'b' || kind == 'B';
    if (!base64 && kind != 'q' && kind != 'Q') return {};
    if (charset != "utf-8" && charset != "us-ascii" && charset != "iso-8859-1") return {};
    std::string decoded = base64 ? decode_base64_body(body) : decode_q(body);
    return {charset == "iso-8859-1" ? latin1_to_utf8(decoded) : decoded, end + 2};
}

}  // namespace

std::string encode_base64(std::string_view octets) {
    std::string text;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        std::size_t left = std::min<std::size_t>(3, octets.size() - i);
        unsigned bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < left ? static_cast<unsigned char>(octets[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= left ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4) return std::nullopt;
    std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    Sextets sextets;
    for (char c : text.substr(0, text.size() - padding)) {
        int value = base64_value(c);
        if (value < 0) return std::nullopt;
        sextets.add(value);
    }
    return std::move(sextets.octets);
}

std::string decode_base64_body(std::string_view text) {
    Sextets sextets;
    for (char c : text) {
        if (c == '=') break;
        if (int value = base64_value(c); value >= 0) sextets.add(value);
    }
    return std::move(sextets.octets);
}

std::string decode_quoted_printable(std::string_view text) {
    std::string octets;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            octets += text[i];
        } else if (int value = escape_at(text, i); value >= 0) {
            octets += static_cast<char>(value);
            i += 2;
        } else if (text.substr(i + 1, 2) == "\r\n") {  // a soft line break
            i += 2;
        } else if (text.substr(i + 1, 1) == "\n") {
            i += 1;
        } else {
            octets += '=';
        }
    }
    return octets;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string utf8;
    for (unsigned char c : text) {
        if (c >= 0x80) utf8 += static_cast<char>(0xc0 | c >> 6);
        utf8 += static_cast<char>(c < 0x80 ? c : 0x80 | (c & 0x3f));
    }
    return utf8;
}

std::string decode_words(std::string_view text) {
    std::string out;
    std::size_t blank_from = std::string::npos;  // blanks between two encoded words vanish (RFC 2047 6.2)
    while (!text.empty()) {
        Word word = text.starts_with("=?") ? word_at(text) : Word{};
        if (word.length) {
            if (blank_from != std::string::npos) out.resize(blank_from);
            out += word.text;
            blank_from = out.size();
            text.remove_prefix(word.length);
            continue;
        }
        if (text[0] != ' ' && text[0] != '\t') blank_from = std::string::npos;
        out += text[0];
        text.remove_prefix(1);
    }
    return out;
}

}  // namespace mailsim::mail
