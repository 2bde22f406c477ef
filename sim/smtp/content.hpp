// The content of a message on the wire (RFC 5321 4.5.2): dots stuffed and unstuffed, and the end found.
// Reading takes CR LF as the only end of line; a bare CR or LF is passed on as it is and noted. Writing turns
// bare CR and LF into CR LF and stuffs every line's dot, so that nothing in a content can end it at the next
// server.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mailsim::smtp {

class ContentReader {
  public:
    void start();
    // The next piece of content (a view of input or of a constant), "" when input is used up or at the end.
    std::string_view next(std::string_view& input);
    bool ended() const { return state_ == State::ended; }
    bool bare_newline() const { return bare_newline_; }

  private:
    //   line_start --'.'--> dot --CR--> dot_cr --LF--> ended
    //   text --CR--> cr --LF--> line_start; all else: text
    enum class State : std::uint8_t { line_start, text, cr, dot, dot_cr, ended };
    std::string_view run_of_text(std::string_view& input);
    std::string_view split(std::string_view& input, std::size_t octets, State next);
    State state_ = State::line_start;
    bool bare_newline_ = false;
};

class ContentWriter {
  public:
    void write(std::string_view piece, std::string& out);  // any pieces of one content, in order
    void finish(std::string& out);  // completes the last line, adds "." and starts anew

  private:
    bool line_start_ = true, cr_ = false;
};

}  // namespace mailsim::smtp
