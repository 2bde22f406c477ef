// A node's rules, read and described by the parameter rows of decide's registry.
#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.hpp"
#include "config/tables.hpp"
#include "decide/rule.hpp"

namespace mailsim::config {
namespace {

using base::Parameter;

// "reject, quarantine or discard" -> its words; empty when the row does not list words.
std::vector<std::string_view> choices(const Parameter& row) {
    std::vector<std::string_view> words;
    std::string_view rest = row.bounds;
    if (row.type != "text" || rest.find(" or ") == std::string_view::npos) return words;
    while (!rest.empty()) {
        std::size_t comma = rest.find(", "), either = rest.find(" or ");
        std::size_t end = std::min({comma, either, rest.size()});
        words.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(rest.size(), end + (end == either ? 4 : 2)));
    }
    return words;
}

// The value of one parameter; false and noted when it is wrong.
bool read_value(const Place& place, const Parameter& row, estate::Value& into) {
    Range range = range_of_words(row.bounds, row.type);
    auto take = [&](auto read, auto as_number) {
        auto value = read(place, range);
        if (value) into.number = static_cast<double>(as_number(*value));
        return value.has_value();
    };
    auto same = [](auto v) { return v; };
    if (row.type == "duration") return take(duration, [](base::Duration d) { return d.count(); });
    if (row.type == "bytes") return take(bytes, [](base::Bytes b) { return b.count; });
    if (row.type == "bandwidth") return take(bandwidth, [](base::Bandwidth b) { return b.bytes_per_second; });
    if (row.type == "share") return take(share, same);
    if (row.type == "count") return take(count, same);
    if (row.type == "number") return take(number, same);
    if (row.type == "flag") return take([](const Place& p, const Range&) { return flag(p); }, same);
    if (row.type == "networks") {
        auto all = networks(place);
        if (all) into.networks = std::move(*all);
        return all.has_value();
    }
    if (row.type == "recipients") {
        auto all = recipients(place);
        if (all) into.recipients = std::move(*all);
        return all.has_value();
    }
    if (row.type == "domains") {
        auto set = domain_set(place);
        if (set) into.domains = std::move(*set);
        return set.has_value();
    }
    std::vector<std::string_view> allowed = choices(row);
    if (!allowed.empty()) {
        auto found = word(place, allowed);
        if (found) into.text = allowed[*found];
        return found.has_value();
    }
    auto written = text(place);
    if (written) into.text = *written;
    return written.has_value();
}

// A default as the file would hold it: plain for counts, numbers and flags, else a text.
json::Value fallback(const Parameter& row) {
    if (row.type == "flag") return row.fallback == "true";
    if (row.type == "count" || row.type == "number") {
        std::string number(row.fallback);
        if (row.type == "count") return std::int64_t{std::atoll(number.c_str())};
        return std::strtod(number.c_str(), nullptr);
    }
    return row.fallback;
}

bool has_fallback(const Parameter& row) {
    return !row.fallback.empty() || row.type == "domains" || row.type == "networks" || row.type == "text";
}

void read_parameters(const Place& place, const decide::Rule& rule, estate::Setting& into) {
    for (const Parameter& row : rule.parameters) {
        estate::Value& value = into.values.emplace_back();
        if (const json::Value* written = place.value().find(row.name))
            read_value(place.member(std::string(row.name), *written), row, value);
        else if (!row.fallback.empty()) {
            json::Value usual = fallback(row);
            read_value(place.member(std::string(row.name), usual), row, value);
        }
    }
}

// The keys of one rule's object.
Keys keys_of(const decide::Rule& rule) {
    Keys keys;
    keys.meaning = fmt::format("The rule '{}': it {}.", rule.name, rule.meaning);
    json::Value name = json::Value::object({{"const", rule.name}});
    keys.keys.push_back({"rule", true, "which rule this is", name});
    for (const Parameter& row : rule.parameters) {
        json::Value schema = schema_of_type(row.type, range_of_words(row.bounds, row.type));
        if (auto words = choices(row); !words.empty()) schema = schema_of_words(words);
        schema.set("description", fmt::format("{}. Allowed: {}.", row.meaning, row.bounds));
        if (!row.fallback.empty()) schema.set("default", fallback(row));
        schema.set("x-source", row.source);
        keys.keys.push_back(
            {std::string(row.name), !has_fallback(row), std::string(row.meaning), std::move(schema)});
    }
    return keys;
}

const decide::Rule* rule_named(const Place& place) {
    std::vector<std::string_view> names;
    for (const decide::Rule* rule : decide::all_rules()) names.push_back(rule->name);
    if (!place.value().is_object()) {
        place.wrong_type("an object like {\"rule\": \"size\", \"limit\": \"20 MB\"}");
        return nullptr;
    }
    const json::Value* name = place.value().find("rule");
    if (!name) {
        place.problem("'rule' is missing: which rule this is");
        return nullptr;
    }
    auto found = word(place.member("rule", *name), names);
    return found ? decide::all_rules()[*found] : nullptr;
}

}  // namespace

void read_rules(const Place& place, std::vector<estate::Setting>& rules) {
    if (!place.value().is_array()) return place.wrong_type("an array of rules, like [{\"rule\": \"size\"}]");
    const auto& items = place.value().items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        Place item = place.item(i, items[i]);
        const decide::Rule* rule = rule_named(item);
        if (!rule) continue;
        Keys keys = keys_of(*rule);
        if (!keys.check(item)) continue;
        estate::Setting& setting = rules.emplace_back();
        setting.rule = rule->name;
        setting.pointer = item.pointer();
        setting.id = decide::rule_id(rule->name);
        read_parameters(item, *rule, setting);
        keys.assumptions(item);
    }
}

json::Value schema_of_rules() {
    json::Value each = json::Value::array();
    for (const decide::Rule* rule : decide::all_rules()) each.push(keys_of(*rule).schema());
    return json::Value::object({{"type", "array"}, {"items", json::Value::object({{"oneOf", each}})}});
}

}  // namespace mailsim::config
