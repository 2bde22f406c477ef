// Cuts incoming octets into lines. Lines end in LF, a CR before it is dropped (as Dovecot reads POP3).
// Bounded.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mailsim::pop3 {

class LineReader {
  public:
    void add(std::string_view octets) { waiting_.append(octets); }
    std::optional<std::string> line();       // the next whole line, without its end
    bool too_long(std::size_t limit) const;  // no whole line yet, and more than this waits
    std::size_t size() const { return waiting_.size() - begin_; }
    void drop() { waiting_.clear(), begin_ = searched_ = 0; }

  private:
    std::string waiting_;
    std::size_t begin_ = 0;     // what is before was handed out
    std::size_t searched_ = 0;  // no line end before this
};

}  // namespace mailsim::pop3
