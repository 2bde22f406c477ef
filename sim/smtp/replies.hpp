// The client's end of the text: octets in, whole replies out (RFC 5321 4.2.1), multi-line ones joined by LF.
// Bounded: 2048 octets of text are kept and 1000 lines are read; lines that are no reply are dropped and
// counted.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "mail/reply.hpp"
#include "smtp/extensions.hpp"

namespace mailsim::smtp {

class ReplyReader {
  public:
    enum class What : std::uint8_t {
        more,    // everything was read, no reply is complete
        reply,   // reply() and offers(), until the next call
        broken,  // more lines than anybody means honestly: close the connection
    };
    void start();
    What next(std::string_view& input);
    const mail::Reply& reply() const { return reply_; }
    const Extensions& offers() const {
        return offers_;
    }  // what the lines after the first offer, read as EHLO's
    std::uint32_t garbage() const { return garbage_; }
    std::size_t held() const { return line_.size() + text_.size(); }

  private:
    bool take_line(std::string_view& input);
    bool use_line();  // true when it was a reply's last
    std::string line_, text_;
    bool line_done_ = false, fresh_ = true;
    std::uint32_t lines_ = 0, garbage_ = 0;
    mail::Reply reply_;
    Extensions offers_;
};

// Adds what one line of an EHLO reply offers ("SIZE 10240000", "AUTH PLAIN LOGIN"); unknown ones are passed
// over.
void read_offer(std::string_view line, Extensions& offers);

}  // namespace mailsim::smtp
