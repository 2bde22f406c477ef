#include "config/changes.hpp"

#include <fmt/format.h>

#include "json/pointer.hpp"
#include "json/read.hpp"

namespace mailsim::config {
namespace {

constexpr std::string_view estate_prefix = "/topology/";

}  // namespace

json::Value value_of(const Assignment& assignment) {
    base::Problems ignored;
    auto value = json::read(assignment.value, "", ignored);
    return value && ignored.empty() ? *value : json::Value(assignment.value);
}

base::expected<Assignment, std::string> parse_assignment(std::string_view text) {
    std::size_t equal = text.find('=');
    if (equal == std::string_view::npos || text.empty() || text[0] != '/')
        return base::unexpected(fmt::format(
            "'{}' is not POINTER=VALUE, like /duration=\"2 h\" or /topology/hosts/be2/cores=8", text));
    return Assignment{std::string(text.substr(0, equal)), std::string(text.substr(equal + 1))};
}

std::vector<TreeChange> assigned(std::span<const Assignment> assignments, bool to_estate) {
    std::vector<TreeChange> all;
    for (const Assignment& a : assignments) {
        bool estate = a.pointer.starts_with(estate_prefix);
        if (estate != to_estate) continue;
        std::string target = estate ? a.pointer.substr(estate_prefix.size() - 1) : a.pointer;
        Spot spot{"--set", a.pointer};
        all.push_back({target, value_of(a), spot, spot});
    }
    return all;
}

std::vector<TreeChange> scenario_changes(const json::Value& scenario, const std::string& file) {
    std::vector<TreeChange> all;
    const json::Value* changes = scenario.find("changes");
    if (!changes || !changes->is_array()) return all;
    for (std::size_t i = 0; i < changes->items().size(); ++i) {
        const json::Value* target = changes->items()[i].find("target");
        const json::Value* value = changes->items()[i].find("value");
        if (!target || !target->is_text() || !value) continue;
        all.push_back({target->text(),
                       *value,
                       {file, fmt::format("/changes/{}/value", i)},
                       {file, fmt::format("/changes/{}/target", i)}});
    }
    return all;
}

std::string apply(const TreeChange& change, json::Value& root, Reading& reading) {
    auto wrong = [&](const std::string& why) {
        reading.problems.add(change.target_written.file, change.target_written.pointer, why);
        return std::string();
    };
    auto pointer = json::Pointer::parse(change.target);
    if (!pointer) return wrong(pointer.error());
    if (pointer->tokens().empty()) return wrong("names the whole file; name a part of it");
    auto done = json::replace(root, *pointer, change.value);
    if (!done) return wrong(done.error());
    reading.origins.set(done->text(), change.written);
    return done->text();
}

}  // namespace mailsim::config
