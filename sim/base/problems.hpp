// Mistakes found in a user's files: all of them are collected, each with its place and what to do.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mailsim::base {

struct Problem {
    std::string file;
    std::string pointer;  // JSON pointer (RFC 6901), or "line N" for files that are not JSON
    std::string message;
    bool operator==(const Problem&) const = default;
};

// "FILE: /pointer: message", the form every command prints. Control characters in it are shown escaped.
std::string to_string(const Problem& problem);

class Problems {
  public:
    void add(std::string_view file, std::string_view pointer, std::string_view message);
    void add(const Problems& others);
    bool empty() const { return list_.empty(); }
    std::size_t size() const { return list_.size(); }
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

  private:
    std::vector<Problem> list_;
};

// The known name nearest to a mistyped one (edit distance at most a third of its length, at least 2), or "".
std::string_view nearest_name(std::string_view found, std::span<const std::string_view> known);

// Quotes a name for a message and appends the nearest known one: "'prot' is not known; did you mean 'port'?"
std::string unknown_name(std::string_view what, std::string_view found,
                         std::span<const std::string_view> known);

}  // namespace mailsim::base
