#include "serve/wish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::serve {
namespace {

using json::Value;
constexpr std::size_t most_sets = 1000;
constexpr std::size_t longest_word = 100'000;  // the kernel takes 128 KiB

// A scenario that only carries changes: long enough for faults that begin at once.
Value plain_scenario(const std::string& topology) {
    return Value::object({{"title", "As changed in the console"},
                          {"topology", topology},
                          {"duration", "1 h"},
                          {"load", Value::object({{"population", false}, {"fetching", false}})}});
}

bool add_all(Value& document, const std::string& key, const Value* more) {
    if (!more || more->items().empty()) return false;
    Value* list = document.find(key);
    if (!list || !list->is_array()) list = &document.set(key, Value::array());
    for (const Value& item : more->items()) list->push(item);
    return true;
}

void read_scenario(Body& body, const Catalog& catalog, const std::string& scenario, Wish& wish) {
    auto document = catalog.movable_scenario(scenario);
    if (!document) return body.refuse("scenario", fmt::format("no scenario is called '{}'", scenario));
    wish.document = std::move(*document);
    wish.changes_nothing = false;
    const Value* topology = wish.document.find("topology");
    wish.topology_argument = topology && topology->is_text() ? topology->text() : "nayatel";
}

void read_topology(Body& body, const Catalog& catalog, const std::string& topology, Wish& wish) {
    auto argument = catalog.topology_argument(topology);
    if (!argument) return body.refuse("topology", fmt::format("no topology is called '{}'", topology));
    wish.topology_argument = *argument;
    wish.document = plain_scenario(*argument);
}

// Whether a change by this pointer would name a file: what an estate is made of, or its zones.
bool names_files(std::string_view pointer, std::string_view estate) {
    std::string zones = std::string(estate) + "/zones";
    return pointer == estate || pointer == zones || pointer.starts_with(zones + "/");
}

// A value of the scenario by its pointer; another estate by its name only.
void add_set(Body& body, const Catalog& catalog, const json::Member& set, Wish& wish) {
    if (!set.key.starts_with("/") || set.key.find('=') != std::string::npos)
        body.refuse("set", fmt::format("'{}' is not a JSON pointer", set.key));
    wish.changes_nothing = false;
    if (set.key == "/topology") {
        auto argument = set.value.is_text() ? catalog.topology_argument(set.value.text()) : std::nullopt;
        if (!argument)
            return body.refuse("set", fmt::format("no topology is called {}", json::compact(set.value)));
        wish.topology_argument = *argument;
        wish.document.set("topology", *argument);
        return;
    }
    if (names_files(set.key, "/topology"))
        return body.refuse("set", fmt::format("'{}' names files; a request cannot", set.key));
    wish.sets.push_back(set.key + "=" + json::compact(set.value));
    if (wish.sets.back().size() > longest_word || set.key.find('\0') != std::string::npos)
        body.refuse("set", fmt::format("a pointer with its value has at most {} bytes, none of them zero",
                                       longest_word));
}

}  // namespace

void refuse_files(Body& body, const std::string& key, const Value& tree) {
    if (tree.is_text() && names_files(tree.text(), "/topology"))
        body.refuse(key, fmt::format("'{}' names files; a request cannot", tree.text()));
    if (tree.is_array())
        for (const Value& one : tree.items()) refuse_files(body, key, one);
    if (tree.is_object())
        for (const json::Member& one : tree.members()) {
            refuse_files(body, key, Value(one.key));
            refuse_files(body, key, one.value);
        }
}

Body::Body(const std::string& text) {
    base::Problems problems;
    auto tree = json::read(text.empty() ? "{}" : text, "request", problems);
    if (!problems.empty()) problems_.add(problems);
    if (tree && !tree->is_object()) problems_.add("request", "/", "an object is needed");
    if (tree && tree->is_object()) tree_ = std::move(*tree);
}

const Value* Body::member(const std::string& key) {
    known_.push_back(key);
    const Value* value = tree_.find(key);
    return value && value->is_null() ? nullptr : value;
}

std::string Body::text(const std::string& key, const std::string& otherwise) {
    const Value* value = member(key);
    if (!value) return otherwise;
    if (!value->is_text()) {
        refuse(key, "a text is needed");
        return otherwise;
    }
    // It becomes a word of a command line.
    if (value->text().size() > longest_word || value->text().find('\0') != std::string::npos) {
        refuse(key, fmt::format("a text of at most {} bytes, none of them zero, is needed", longest_word));
        return otherwise;
    }
    return value->text();
}

std::optional<double> Body::number(const std::string& key) {
    const Value* value = member(key);
    if (!value) return std::nullopt;
    if (value->is_number()) return value->number();
    refuse(key, "a number is needed");
    return std::nullopt;
}

bool Body::flag(const std::string& key) {
    const Value* value = member(key);
    if (value && !value->is_boolean()) refuse(key, "true or false is needed");
    return value && value->is_boolean() && value->boolean();
}

const Value* Body::list(const std::string& key) {
    const Value* value = member(key);
    if (value && !value->is_array()) refuse(key, "an array is needed");
    return value && value->is_array() ? value : nullptr;
}

const Value* Body::object(const std::string& key) {
    const Value* value = member(key);
    if (value && !value->is_object()) refuse(key, "an object is needed");
    return value && value->is_object() ? value : nullptr;
}

void Body::refuse(const std::string& key, const std::string& message) {
    problems_.add("request", "/" + key, message);
}

void Body::refuse_unknown() {
    std::vector<std::string_view> names(known_.begin(), known_.end());
    for (const json::Member& member : tree_.members())
        if (std::find(known_.begin(), known_.end(), member.key) == known_.end())
            refuse(member.key, base::unknown_name("key", member.key, names));
}

Wish read_wish(Body& body, const Catalog& catalog) {
    Wish wish;
    std::string scenario = body.text("scenario"), topology = body.text("topology", "nayatel");
    scenario.empty() ? read_topology(body, catalog, topology, wish)
                     : read_scenario(body, catalog, scenario, wish);
    const Value *faults = body.list("faults"), *records = body.list("records"),
                *changes = body.list("changes"), *sets = body.object("set");
    if (!wish.document.is_object()) return wish;
    for (const auto& [key, more] : {std::pair{"faults", faults}, {"records", records}, {"changes", changes}})
        if (add_all(wish.document, key, more)) wish.changes_nothing = false;
    if (sets && sets->members().size() > most_sets)
        body.refuse("set", fmt::format("at most {} values are changed", most_sets));
    else if (sets)
        for (const json::Member& set : sets->members()) add_set(body, catalog, set, wish);
    if (changes)
        for (const Value& change : changes->items())
            if (const Value* target = change.is_object() ? change.find("target") : nullptr;
                target && target->is_text() &&
                (names_files(target->text(), "") || names_files(target->text(), "/topology")))
                body.refuse("changes", fmt::format("'{}' names files; a request cannot", target->text()));
    return wish;
}

}  // namespace mailsim::serve
