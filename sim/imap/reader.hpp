// Cuts incoming octets into IMAP commands: lines, with the literals that stand in them (RFC 3501 4.3, RFC
// 7888). It asks before it takes a literal, so that nothing large is ever kept without leave. Not here: what
// commands mean.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailsim::imap {

class Reader {
  public:
    explicit Reader(std::size_t longest_command) : longest_(longest_command) {}

    enum class Event : std::uint8_t {
        more,      // nothing whole yet
        command,   // text() is a whole command; forget() it when it is done
        literal,   // text() ends in "{n}" CRLF: answer with accept(), refuse() or skip()
        too_long,  // a line without end, or more text than a command may have; nothing can be read any more
    };
    void add(std::string_view octets) { input_.append(octets); }
    Event next();
    const std::string& text() const { return text_; }
    void forget();
    // A raw line is never searched for literals (an answer within AUTHENTICATE or IDLE).
    void raw(bool on) { raw_ = on; }

    // After Event::literal.
    std::uint64_t literal_size() const { return literal_; }  // UINT64_MAX: a number that does not fit
    bool literal_waits() const { return waits_; }            // the client waits for "+" before it sends
    std::uint64_t literals_taken() const { return literals_taken_; }  // octets, in this command so far
    void accept() { state_ = State::literal; }
    void refuse() { forget(); }  // the client will not send it
    void skip() {
        state_ = State::skipped_literal;
    }  // it comes anyway: read past it and the rest of the command

    std::size_t held() const { return input_.size() + text_.size(); }  // octets
    std::size_t waiting() const { return input_.size() - begin_; }
    void drop() { input_.clear(), begin_ = 0, forget(); }

  private:
    enum class State : std::uint8_t { line, literal, skipped_literal, skipped_line };
    Event next_line();
    bool take_literal(bool keep);
    bool announces_literal(std::string_view line);

    std::size_t longest_;
    std::string input_;
    std::size_t begin_ = 0;     // what is before was used
    std::size_t searched_ = 0;  // no line end before this
    std::string text_;
    std::uint64_t literal_ = 0, literals_taken_ = 0;
    bool waits_ = false, raw_ = false;
    State state_ = State::line;
};

}  // namespace mailsim::imap
