// A message's flags: the five permanent system flags of RFC 3501 2.3.2 and keywords. Not here: \Recent, which
// belongs to a session (view.hpp).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailsim::mailbox {

enum class Flag : std::uint8_t { answered = 1, flagged = 2, deleted = 4, seen = 8, draft = 16 };

inline constexpr std::size_t most_keywords = 32;    // of one message; more are ignored
inline constexpr std::size_t longest_keyword = 50;  // octets, as Dovecot's mail_max_keyword_length

class Flags {
  public:
    Flags() = default;
    Flags(Flag flag) : system_(static_cast<std::uint8_t>(flag)) {}
    bool has(Flag flag) const { return system_ & static_cast<std::uint8_t>(flag); }
    bool has_keyword(std::string_view keyword) const;  // in any case
    bool add(std::string_view name);                   // "\Seen" or a keyword; false: not a flag, or too many
    void add(const Flags& others);
    void remove(const Flags& others);
    std::uint8_t system() const { return system_; }
    void set_system(std::uint8_t bits) { system_ = bits & 31; }
    const std::vector<std::string>& keywords() const { return keywords_; }
    bool operator==(const Flags&) const = default;

  private:
    std::uint8_t system_ = 0;
    std::vector<std::string> keywords_;  // sorted without regard to case
};

// "\Answered \Flagged \Deleted \Seen \Draft keyword", in this order, one space between.
std::string to_string(const Flags& flags);
// The system flag of this name ("\Seen", in any case), or 0.
std::uint8_t system_flag(std::string_view name);

}  // namespace mailsim::mailbox
