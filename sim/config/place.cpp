#include "config/place.hpp"

#include <fmt/format.h>

#include "json/pointer.hpp"
#include "json/write.hpp"

namespace mailsim::config {

Spot Origins::of(const std::string& pointer) const {
    if (moved_.empty()) return {"", pointer};
    for (std::string prefix = pointer; !prefix.empty(); prefix.resize(prefix.rfind('/')))
        if (auto found = moved_.find(prefix); found != moved_.end())
            return {found->second.file, found->second.pointer + pointer.substr(prefix.size())};
    return {"", pointer};
}

std::string Place::read_at() const { return parent_ ? parent_->read_at() + "/" + token_ : ""; }

std::string Place::pointer() const { return reading_.origins.of(read_at()).pointer; }

Place Place::member(const std::string& key, const json::Value& value) const {
    return {*this, json::escape_token(key), value};
}

Place Place::item(std::size_t number, const json::Value& value) const {
    return {*this, std::to_string(number), value};
}

void Place::problem(std::string_view message) const {
    Spot spot = reading_.origins.of(read_at());
    if (spot.file.empty()) spot.file = reading_.file;
    if (spot.pointer.empty()) spot.pointer = "/";
    if (reading_.told.insert(fmt::format("{} {} {}", spot.file, spot.pointer, message)).second)
        reading_.problems.add(spot.file, spot.pointer, message);
}

void Place::problem_at(std::string_view key, std::string_view message) const {
    static const json::Value nothing;
    member(std::string(key), nothing).problem(message);
}

void Place::wrong_type(std::string_view allowed) const {
    problem(fmt::format("found {}; write {}", shown(value_), allowed));
}

std::string shown(const json::Value& value) {
    if (value.is_array() || value.is_object()) return std::string(json::type_name(value));
    std::string text = json::compact(value);
    constexpr std::size_t longest = 60;
    if (text.size() <= longest) return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;  // not inside a character
    return text.substr(0, end) + "...";
}

}  // namespace mailsim::config
