#include "mailbox/flags.hpp"

#include <algorithm>

#include "base/names.hpp"

namespace mailsim::mailbox {
namespace {

constexpr std::string_view system_names[] = {"\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"};

bool before(std::string_view a, std::string_view b) { return base::lower_case(a) < base::lower_case(b); }
bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && !before(a, b) && !before(b, a);
}

}  // namespace

std::uint8_t system_flag(std::string_view name) {
    for (int i = 0; i < 5; ++i)
        if (same(name, system_names[i])) return static_cast<std::uint8_t>(1 << i);
    return 0;
}

bool Flags::has_keyword(std::string_view keyword) const {
    return std::any_of(keywords_.begin(), keywords_.end(),
                       [&](const std::string& own) { return same(own, keyword); });
}

bool Flags::add(std::string_view name) {
    if (std::uint8_t bit = system_flag(name)) {
        system_ |= bit;
        return true;
    }
    if (name.empty() || name.front() == '\\' || name.size() > longest_keyword) return false;
    if (has_keyword(name)) return true;
    if (keywords_.size() == most_keywords) return false;
    keywords_.insert(std::upper_bound(keywords_.begin(), keywords_.end(), name, before), std::string(name));
    return true;
}

void Flags::add(const Flags& others) {
    system_ |= others.system_;
    for (const std::string& keyword : others.keywords_) add(keyword);
}

void Flags::remove(const Flags& others) {
    system_ &= static_cast<std::uint8_t>(~others.system_);
    std::erase_if(keywords_, [&](const std::string& own) { return others.has_keyword(own); });
}

std::string to_string(const Flags& flags) {
    std::string text;
    auto word = [&](std::string_view name) { text.append(text.empty() ? "" : " ").append(name); };
    for (int i = 0; i < 5; ++i)
        if (flags.system() >> i & 1) word(system_names[i]);
    for (const std::string& keyword : flags.keywords()) word(keyword);
    return text;
}

}  // namespace mailsim::mailbox
