#include "report/path_ink.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mailsim::report {

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    for (char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return count;
}

std::string visible(std::string_view text) {
    std::string out;
    for (char c : text) {
        auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
    }
    return out;
}

std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    while (!text.empty()) {
        std::size_t end = std::min(text.find(' '), text.size());
        std::string word = visible(text.substr(0, end));
        if (column > indent && column + 1 + columns(word) > page_width) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += columns(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string padded(std::string_view text, std::size_t width) {
    std::size_t used = columns(text);
    return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

}  // namespace mailsim::report
