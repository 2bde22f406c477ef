// The server's end of the text: octets in, typed commands and content out. Incremental, bounded: it keeps at
// most one line (2048 octets, or 12288 during AUTH); a command is cut there, as Postfix does. The driver
// tells it what comes next, from the machine's action. SMTP smuggling is impossible here: only CR LF . CR LF
// ends a content.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "smtp/command.hpp"
#include "smtp/content.hpp"
#include "smtp/server.hpp"

namespace mailsim::smtp {

inline constexpr std::size_t command_line_limit = 2048;  // Postfix: line_length_limit

class Reader {
  public:
    struct Event {
        enum class What : std::uint8_t {
            more,      // everything was read, nothing is complete
            command,   // `command`; its words live until the next call
            response,  // `text`: a line of AUTH; too_long when it was longer than allowed
            content,   // `text`: a piece of content, dots already unstuffed
            end,       // the content or chunk is complete: octets(), bare_newline()
        };
        What what = What::more;
        bool too_long = false;
        Command command;
        std::string_view text;
    };

    void start();  // a new connection
    void expect(Action::Then then, std::int64_t chunk_size = 0);
    // Reads from the front of input and removes what it read. After STARTTLS the driver empties its input
    // itself.
    Event next(std::string_view& input);

    std::int64_t octets() const { return octets_; }  // of this content or chunk, dots unstuffed
    bool bare_newline() const { return bare_newline_; }
    std::size_t held() const { return line_.size(); }  // octets kept, for tests of bounds

  private:
    Event next_line(std::string_view& input);
    Event next_content(std::string_view& input);
    Event next_chunk(std::string_view& input);
    bool take_line(std::string_view& input);
    void note_bare_newlines(std::string_view piece);

    Action::Then mode_ = Action::Then::command;
    std::string line_;
    bool line_done_ = false, too_long_ = false;
    CommandText text_;
    ContentReader content_;
    std::int64_t chunk_left_ = 0, octets_ = 0;
    bool bare_newline_ = false;
    char before_ = 0;  // the octet before, within chunks
};

}  // namespace mailsim::smtp
