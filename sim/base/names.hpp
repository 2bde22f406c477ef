// Names turned into small numbers once, so that the rest of the program compares and indexes numbers.
// Names are kept in lower case (host, domain and local names are looked up without regard to case).
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mailsim::base {

class Names {
  public:
    std::uint32_t intern(std::string_view name);  // the number of this name, a new one if it is new
    std::optional<std::uint32_t> find(std::string_view name) const;
    std::string_view text(std::uint32_t number) const { return texts_[number]; }  // lives as long as Names
    std::size_t size() const { return texts_.size(); }

  private:
    std::deque<std::string> texts_;  // a deque never moves its strings: the map's keys point into it
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

std::string lower_case(std::string_view text);  // ASCII only

}  // namespace mailsim::base
