// The lab's log: one short line an event, as a mail log's, on the terminal.
#pragma once
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
};

}  // namespace mailsim::lab
