// The lab's log: one short line an event, as a mail log's, on the terminal. When nobody reads it, lines are
// left out, and the lab goes on.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mailsim::lab {

class Log {
  public:
    explicit Log(bool on = true) : on_(on) {}
    // "12:00:01 fe smtpd: 3F2A...: from=<a@b>, size=512"
    void line(std::string_view node, std::string_view program, std::string_view text);

  private:
    bool on_;
    std::uint64_t missed_ = 0;
};

}  // namespace mailsim::lab
