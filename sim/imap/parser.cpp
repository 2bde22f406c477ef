#include "imap/parser.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/names.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

constexpr std::string_view atom_stop = "(){%*\"\\";
constexpr std::string_view list_stop = "(){\"\\";

}  // namespace

void Parser::fail(std::string_view what) {
    if (!failed()) mistake_ = what;
    text_ = {};
}

bool Parser::take(char c) {
    if (peek() != c || text_.empty()) return false;
    text_.remove_prefix(1);
    return true;
}

bool Parser::take_word(std::string_view upper) {
    if (text_.size() < upper.size() || upper_case(text_.substr(0, upper.size())) != upper) return false;
    text_.remove_prefix(upper.size());
    return true;
}

void Parser::expect(char c, std::string_view otherwise) {
    if (!take(c)) fail(otherwise);
}

bool Parser::take_space() {
    bool some = false;
    while (take(' ')) some = true;
    return some;
}

void Parser::end() {
    take_space();
    if (!at_end()) fail("Too many arguments");
}

std::string Parser::chars(std::string_view stop) {
    std::size_t length = 0;
    for (; length < text_.size(); ++length) {
        auto c = static_cast<unsigned char>(text_[length]);
        if (c <= 0x20 || c >= 0x7f || stop.find(static_cast<char>(c)) != std::string_view::npos) break;
    }
    std::string found(text_.substr(0, length));
    text_.remove_prefix(length);
    return found;
}

std::string Parser::tag() {
    std::string found = chars("(){%*\"\\+]");
    if (found.empty()) fail("Invalid tag");
    return found;
}

std::string Parser::atom() {
    std::string found = chars(atom_stop);
    if (static_cast<unsigned char>(peek()) >= 0x80) fail("8bit data in atom");
    if (found.empty()) fail();
    return found;
}

std::string Parser::quoted() {
    std::string value;
    for (text_.remove_prefix(1); !text_.empty() && text_[0] != '"'; text_.remove_prefix(1)) {
        if (text_[0] == '\\' && text_.size() > 1) text_.remove_prefix(1);
        if (text_[0] == '\0' || text_[0] == '\r' || text_[0] == '\n') {
            fail("Invalid characters in string");
            return "";
        }
        value += text_[0];
    }
    expect('"', "Missing '\"'");
    return failed() ? "" : value;
}

std::string_view Parser::literal() {
    std::size_t close = text_.find("}\r\n");
    std::uint64_t size = 0;
    if (peek() != '{' || close == std::string_view::npos) {
        fail();
        return "";
    }
    std::from_chars(text_.data() + 1, text_.data() + close, size);  // '+' ends the number
    text_.remove_prefix(close + 3);
    if (size > text_.size()) {
        fail();
        return "";
    }
    std::string_view octets = text_.substr(0, size);
    text_.remove_prefix(size);
    if (octets.find('\0') != std::string_view::npos) fail("NULs in literal");
    return failed() ? "" : octets;
}

std::string Parser::string() {
    if (peek() == '"') return quoted();
    return std::string(literal());
}

std::string Parser::astring() { return peek() == '"' || peek() == '{' ? string() : atom(); }

std::string Parser::list_mailbox() {
    if (peek() == '"' || peek() == '{') return string();
    std::string found = chars(list_stop);
    if (found.empty()) fail();
    return found;
}

std::optional<std::uint32_t> Parser::number(std::string_view otherwise) {
    std::size_t length = std::min(text_.find_first_not_of("0123456789"), text_.size());
    std::uint32_t value = 0;
    auto [end, error] = std::from_chars(text_.data(), text_.data() + length, value);
    if (length == 0 || error != std::errc{}) {
        fail(otherwise);
        return std::nullopt;
    }
    text_.remove_prefix(length);
    return value;
}

std::string Parser::sequence_text(std::string_view otherwise) {
    std::size_t length = std::min(text_.find_first_not_of("0123456789:,*"), text_.size());
    if (length == 0) fail(text_.empty() ? "Invalid arguments" : otherwise);
    std::string found(text_.substr(0, length));
    text_.remove_prefix(failed() ? 0 : length);
    return found;
}

mailbox::Flags Parser::flags(bool parentheses_needed) {
    mailbox::Flags flags;
    bool list = take('(');
    if (!list && parentheses_needed) fail();
    while (!failed() && !at_end() && peek() != ')') {
        bool system = take('\\');
        std::string name = (system ? "\\" : "") + atom();
        if (!failed() && system && !mailbox::system_flag(name))
            fail(fmt::format("Invalid system flag {}", upper_case(name)));
        // A keyword is an atom, and an atom has no ']' (RFC 3501 9).
        if (!failed() && name.find(']') != std::string::npos) fail("Invalid characters in keyword");
        if (!failed() && !flags.add(name)) fail("Invalid keyword or too many keywords");
        if (!take_space()) break;
    }
    if (list) expect(')', "Missing ')'");
    return flags;
}

}  // namespace mailsim::imap
