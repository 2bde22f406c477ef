// Reads the arguments of one command (RFC 3501 9). The first mistake sticks: afterwards every read gives
// nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/flags.hpp"

namespace mailsim::imap {

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    bool failed() const { return !mistake_.empty(); }
    const std::string& mistake() const { return mistake_; }  // in Dovecot's words, "Invalid arguments"
    void fail(std::string_view what = "Invalid arguments");

    bool at_end() const { return text_.empty(); }
    char peek() const { return text_.empty() ? '\0' : text_[0]; }
    bool take(char c);                       // if it is next
    bool take_word(std::string_view upper);  // in any case, if it is next
    void expect(char c, std::string_view otherwise = "Invalid arguments");
    bool take_space();  // one blank or several, as Dovecot
    void space() {
        if (!take_space()) fail("Missing arguments");
    }
    void end();  // nothing but blanks may follow

    std::string tag();
    std::string atom();          // one or more ATOM-CHARs; also takes ']' (as Dovecot does)
    std::string astring();       // atom, quoted string or literal
    std::string string();        // quoted string or literal
    std::string list_mailbox();  // as astring, with '%' and '*'
    std::string_view literal();  // exactly a literal; the octets in the command's text
    // 0 to 4294967295.
    std::optional<std::uint32_t> number(std::string_view otherwise = "Invalid arguments");
    // Digits, ':', ',' and '*'.
    std::string sequence_text(std::string_view otherwise = "Invalid messageset");
    mailbox::Flags flags(bool parentheses_needed);  // "(\Seen x)" or, if not needed, "\Seen x"
    std::string_view rest() const { return text_; }

  private:
    std::string quoted();
    std::string chars(std::string_view stop);  // up to one of these, a control character or a blank
    std::string_view text_;
    std::string mistake_;
};

}  // namespace mailsim::imap
