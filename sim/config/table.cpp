#include "config/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.hpp"

namespace mailsim::config {
namespace {

constexpr std::string_view note_keys[] = {"description", "source", "assumed"};

bool is_note(std::string_view key) {
    return std::find(std::begin(note_keys), std::end(note_keys), key) != std::end(note_keys);
}

// "assumed": each key names a value beside it, each value says why.
void check_assumed(const Place& object) {
    const json::Value* assumed = object.value().find("assumed");
    if (!assumed) return;
    Place place = object.member("assumed", *assumed);
    if (!assumed->is_object()) return place.wrong_type("an object: {\"key\": \"the reason\"}");
    for (const json::Member& member : assumed->members()) {
        Place at = place.member(member.key, member.value);
        if (!member.value.is_text()) at.wrong_type("the reason as a text in quotes");
        if (object.value().find(member.key)) continue;
        std::vector<std::string_view> siblings;
        for (const json::Member& sibling : object.value().members()) siblings.push_back(sibling.key);
        at.problem(base::unknown_name("key beside 'assumed'", member.key, siblings));
    }
}

}  // namespace

bool Keys::check(const Place& place) const {
    if (!place.value().is_object()) {
        place.wrong_type(fmt::format("an object: {}", meaning));
        return false;
    }
    std::vector<std::string_view> names;
    for (const Key& key : keys) names.push_back(key.name);
    for (const json::Member& member : place.value().members()) {
        if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
        Place at = place.member(member.key, member.value);
        if (!is_note(member.key))
            at.problem(base::unknown_name("key", member.key, names));
        else if (member.key != "assumed" && !member.value.is_text())
            at.wrong_type("a text in quotes");
    }
    for (const Key& key : keys)
        if (key.required && !place.value().find(key.name))
            place.problem(fmt::format("'{}' is missing: {}", key.name, key.meaning));
    check_assumed(place);
    return true;
}

void Keys::assumptions(const Place& place) const {
    const json::Value* assumed = place.value().find("assumed");
    if (!assumed || !assumed->is_object()) return;
    auto& all = place.reading().estate.assumptions;
    for (const json::Member& member : assumed->members()) {
        if (!member.value.is_text()) continue;
        std::string pointer = place.member(member.key, member.value).pointer();
        auto same = [&](const estate::Assumption& a) { return a.pointer == pointer; };
        if (std::none_of(all.begin(), all.end(), same)) all.push_back({pointer, member.value.text()});
    }
}

json::Value Keys::schema() const {
    using json::Value;
    Value properties = Value::object(), needed = Value::array();
    for (const Key& key : keys) {
        properties.set(key.name, key.schema);
        if (key.required) needed.push(key.name);
    }
    Value text = Value::object({{"type", "string"}});
    for (std::string_view note : note_keys)
        if (!properties.find(note))
            properties.set(note, Value::object({{"$ref", "#/$defs/" + std::string(note)}}));
    Value schema = Value::object({{"type", "object"}, {"description", meaning}, {"properties", properties}});
    if (!required_unless.empty()) {
        Value other = Value::object({{"required", Value::array({required_unless})}});
        schema.set("anyOf", Value::array({other, Value::object({{"required", needed}})}));
    } else if (!needed.items().empty()) {
        schema.set("required", needed);
    }
    schema.set("additionalProperties", false);
    return schema;
}

json::Value schema_of_notes() {
    using json::Value;
    Value text = Value::object({{"type", "string"}});
    auto noted = [](Value schema, std::string_view meaning) {
        schema.set("description", meaning);
        return schema;
    };
    return Value::object(
        {{"description", noted(text, "For people; it changes nothing.")},
         {"source", noted(text, "Where the values of this object come from; for people.")},
         {"assumed",
          noted(Value::object({{"type", "object"}, {"additionalProperties", text}}),
                "Which values of this object are assumptions: the key beside this one, and the reason.")}});
}

json::Value default_of(base::Duration d) { return base::exact(d); }
json::Value default_of(base::Bytes b) { return base::exact(b); }
json::Value default_of(base::Bandwidth b) { return base::to_string(b); }
json::Value default_share(double s) { return base::share_to_string(s); }

}  // namespace mailsim::config
