#include "dns/name.hpp"

namespace mailsim::dns {

std::string_view without_trailing_dot(std::string_view name) {
    if (!name.empty() && name.back() == '.') name.remove_suffix(1);
    return name;
}

std::string_view parent_name(std::string_view name) {
    std::size_t dot = name.find('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

bool is_within(std::string_view name, std::string_view suffix) {
    if (suffix.empty() || name == suffix) return true;
    return name.size() > suffix.size() && name.ends_with(suffix) &&
           name[name.size() - suffix.size() - 1] == '.';
}

std::optional<NameId> NameTable::find(std::string_view name) const {
    auto number = names_.find(without_trailing_dot(name));
    if (!number) return std::nullopt;
    return NameId{*number};
}

}  // namespace mailsim::dns
