// Colour on a terminal that wants it, and lines of 80 columns: the little typography that paths on paper
// need.
#pragma once
#include <string>
#include <string_view>

namespace mailsim::report {

inline constexpr std::size_t page_width = 80;

class Ink {
  public:
    explicit Ink(bool colour) : colour_(colour) {}
    std::string bold(std::string_view text) const { return paint("1", text); }
    std::string dim(std::string_view text) const { return paint("2", text); }
    std::string good(std::string_view text) const { return paint("1;32", text); }
    std::string bad(std::string_view text) const { return paint("1;31", text); }

  private:
    std::string paint(std::string_view code, std::string_view text) const {
        if (!colour_ || text.empty()) return std::string(text);
        return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
    }
    bool colour_;
};

// Columns a text takes: characters, not bytes of UTF-8.
std::size_t columns(std::string_view text);
// The text with control characters shown as "\x1b", so that no name can write on the terminal.
std::string visible(std::string_view text);
// Breaks at spaces into lines of at most page_width columns; each further line begins with `indent` spaces,
// the first is taken to stand behind `indent` columns already.
std::string wrapped(std::string_view text, std::size_t indent);
// The text filled with spaces to this many columns.
std::string padded(std::string_view text, std::size_t width);

}  // namespace mailsim::report
