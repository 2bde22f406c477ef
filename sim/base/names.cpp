#include "base/names.hpp"

#include <algorithm>

namespace mailsim::base {

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

std::uint32_t Names::intern(std::string_view name) {
    std::string key = lower_case(name);
    if (auto found = numbers_.find(key); found != numbers_.end()) return found->second;
    auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.push_back(std::move(key));
    numbers_.emplace(texts_.back(), number);
    return number;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
    auto found = numbers_.find(lower_case(name));
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
}

}  // namespace mailsim::base
