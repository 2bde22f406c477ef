#include "json/write.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace mailsim::json {
namespace {

constexpr std::size_t line_width = 100;

// How many bytes of valid UTF-8 (RFC 3629) begin here; 0: not one character.
std::size_t character_length(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    std::size_t length = byte(0) < 0x80   ? 1
                         : byte(0) < 0xc2 ? 0
                         : byte(0) < 0xe0 ? 2
                         : byte(0) < 0xf0 ? 3
                                          : 4;
    if (length == 0 || byte(0) > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    if (byte(0) == 0xe0 && byte(1) < 0xa0) return 0;  // overlong
    if (byte(0) == 0xed && byte(1) > 0x9f) return 0;  // surrogates
    if (byte(0) == 0xf0 && byte(1) < 0x90) return 0;  // overlong
    if (byte(0) == 0xf4 && byte(1) > 0x8f) return 0;  // above U+10FFFF
    return length;
}

void write_character(std::string& out, char c) {
    constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
    if (std::size_t at = plain.find(c); at != std::string_view::npos)
        out += {'\\', letters[at]};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
        out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
        out += c;
}

void write_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t length = character_length(text);
        if (length == 0)
            out += "\xef\xbf\xbd";
        else if (length == 1)
            write_character(out, text[0]);
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

void write_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char digits[32];
    auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    std::string_view text(digits, static_cast<std::size_t>(end - digits));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

class Writer {
  public:
    explicit Writer(std::string& out, bool spread) : out_(out), spread_(spread) {}

    void write(const Value& value, int depth) {
        switch (value.type()) {
            case Value::Type::null: out_ += "null"; break;
            case Value::Type::boolean: out_ += value.boolean() ? "true" : "false"; break;
            case Value::Type::integer: out_ += std::to_string(value.integer()); break;
            case Value::Type::number: write_number(out_, value.number()); break;
            case Value::Type::text: write_text(out_, value.text()); break;
            case Value::Type::array: write_array(value, depth); break;
            case Value::Type::object: write_object(value, depth); break;
        }
    }

  private:
    void write_array(const Value& value, int depth) {
        if (spread_ && write_short(value)) return;
        out_ += '[';
        bool first = true;
        for (const Value& item : value.items()) {
            next(first, depth + 1);
            write(item, depth + 1);
        }
        close(first, depth, ']');
    }
    void write_object(const Value& value, int depth) {
        out_ += '{';
        bool first = true;
        for (const Member& member : value.members()) {
            next(first, depth + 1);
            write_text(out_, member.key);
            out_ += spread_ ? ": " : ":";
            write(member.value, depth + 1);
        }
        close(first, depth, '}');
    }
    // An array of plain values that fits one line; false: it does not, and nothing was written.
    bool write_short(const Value& array) {
        std::string line = "[";
        for (const Value& item : array.items()) {
            if (item.is_array() || item.is_object()) return false;
            if (line.size() > 1) line += ", ";
            Writer(line, false).write(item, 0);
            if (line.size() > line_width) return false;
        }
        out_ += line + ']';
        return true;
    }
    void next(bool& first, int depth) {
        if (!first) out_ += ',';
        first = false;
        break_line(depth);
    }
    void close(bool empty, int depth, char bracket) {
        if (!empty) break_line(depth);
        out_ += bracket;
    }
    void break_line(int depth) {
        if (spread_) out_.append("\n").append(static_cast<std::size_t>(depth) * 2, ' ');
    }

    std::string& out_;
    bool spread_;
};

}  // namespace

std::string compact(const Value& value) {
    std::string out;
    Writer(out, false).write(value, 0);
    return out;
}

std::string pretty(const Value& value) {
    std::string out;
    Writer(out, true).write(value, 0);
    return out + '\n';
}

std::string quoted(std::string_view text) {
    std::string out;
    write_text(out, text);
    return out;
}

}  // namespace mailsim::json
