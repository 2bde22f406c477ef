// Texts made at run time and kept once each: a view of one stays valid as long as the pool. It only grows, so
// it is for texts of which there are few: words of a reply that come from DNS, not words of a message.
#pragma once
#include <string>
#include <string_view>
#include <unordered_set>

namespace mailsim::base {

class Texts {
  public:
    std::string_view keep(std::string text) { return *texts_.insert(std::move(text)).first; }
    std::size_t size() const { return texts_.size(); }

  private:
    std::unordered_set<std::string> texts_;  // its nodes never move
};

}  // namespace mailsim::base
