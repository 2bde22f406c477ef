#include "study/assumptions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "estate/parameters.hpp"
#include "json/pointer.hpp"
#include "json/write.hpp"

namespace mailsim::study {
namespace {

using json::Value;

// "500 Mbit/s" is 500 and " Mbit/s"; nothing when it begins with no number.
struct Quantity {
    double number;
    std::string unit;
};
std::optional<Quantity> quantity(const std::string& text) {
    Quantity q{0, ""};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), q.number);
    if (error != std::errc{} || q.number <= 0) return std::nullopt;
    q.unit.assign(end, text.data() + text.size());
    static constexpr const char* units[] = {
        " %",  "%",   " ns", " us",    " ms",     " s",      " min",    " h",   " d",    " B",    " KB",
        " MB", " GB", " TB", " bit/s", " kbit/s", " Mbit/s", " Gbit/s", " B/s", " KB/s", " MB/s", " GB/s"};
    for (const char* unit : units)
        if (q.unit == unit) return q;
    return std::nullopt;
}

std::string text_of(const Value& v) { return v.is_text() ? v.text() : json::compact(v); }

class Collector {
  public:
    explicit Collector(const config::Loaded& loaded) : loaded_(loaded) {}

    std::vector<Assumed> all() {
        for (const json::Member& part : loaded_.topology_tree.members())
            walk(part.value, "/" + part.key, part.key, "");
        defaults();
        return std::move(all_);
    }

  private:
    // `kind` is the table that an object stands in, `whose` its name where each one has a meaning of its own.
    void walk(const Value& value, const std::string& pointer, const std::string& kind,
              const std::string& whose) {
        if (value.is_array())
            for (std::size_t i = 0; i < value.items().size(); ++i)
                walk(value.items()[i], pointer + "/" + std::to_string(i), kind, whose);
        if (!value.is_object()) return;
        std::string mine = whose;
        if (kind == "profiles" || kind == "links")
            if (const Value* name = value.find("name"); name && name->is_text()) mine = name->text();
        if (kind == "rules")
            if (const Value* rule = value.find("rule"); rule && rule->is_text()) mine = rule->text();
        if (const Value* assumed = value.find("assumed"); assumed && assumed->is_object())
            for (const json::Member& one : assumed->members()) take(value, pointer, kind, mine, one);
        for (const json::Member& member : value.members())
            if (member.key != "assumed")
                walk(member.value, pointer + "/" + json::escape_token(member.key), kind_of(kind, member),
                     mine);
    }
    // Inside tables of one's own names ("templates": {"backend": ...}) the name is no kind.
    static std::string kind_of(const std::string& kind, const json::Member& member) {
        return kind == "templates" ? "nodes" : member.key;
    }

    void take(const Value& object, const std::string& pointer, const std::string& kind,
              const std::string& whose, const json::Member& assumed) {
        const Value* value = object.find(assumed.key);
        if (!value) return;
        std::string reason = assumed.value.is_text() ? assumed.value.text() : "";
        put(*value, pointer + "/" + json::escape_token(assumed.key), kind, whose, assumed.key, reason);
    }

    void put(const Value& value, const std::string& pointer, const std::string& kind,
             const std::string& whose, const std::string& key, const std::string& reason) {
        if (value.is_object())  // "disk": each of its figures
            for (const json::Member& m : value.members())
                if (m.key != "assumed" && key != "clients")
                    put(m.value, pointer + "/" + json::escape_token(m.key), kind, whose, key + "/" + m.key,
                        reason);
        if (!can_be_turned(value)) return;
        std::string name = kind + (whose.empty() ? ": " : " " + whose + ": ") + key;
        add(name, {pointer, value}, reason, 'P');
    }

    void add(const std::string& name, Assumed::Place place, const std::string& reason, char mark) {
        auto found = std::find_if(all_.begin(), all_.end(), [&](const Assumed& a) { return a.name == name; });
        if (found == all_.end()) {
            all_.push_back({name, text_of(place.value), reason, mark, {}});
            found = all_.end() - 1;
        } else if (found->value != text_of(place.value)) {
            found->value = "several";
        }
        found->places.push_back(std::move(place));
    }

    void defaults() {
        for (const estate::OperationRow& row : estate::operations()) {
            if (row.mark != base::Mark::proposal && row.mark != base::Mark::background) continue;
            for (const estate::Node& node : loaded_.estate.nodes)
                if (node.role != estate::Role::peer && node.role != estate::Role::dns) put_demand(row, node);
        }
        for (const base::Parameter& row : estate::profile_parameters()) {
            if (row.mark != base::Mark::proposal && row.mark != base::Mark::background) continue;
            for (std::size_t p = 0; p < loaded_.estate.profiles.size(); ++p) put_profile(row, p);
        }
    }

    bool in_file(const std::string& pointer) const {
        auto parsed = json::Pointer::parse(pointer);
        return parsed && json::find(loaded_.topology_tree, *parsed);
    }

    void put_demand(const estate::OperationRow& row, const estate::Node& node) {
        auto number = static_cast<std::size_t>(&row - estate::operations().data());
        if (node.demands[number].cpu != row.demand.cpu) return;  // the estate has its own
        std::string pointer = fmt::format("/nodes/{}/demands/{}/cpu", json::escape_token(node.id), row.name);
        add(fmt::format("demands {}: cpu", row.name),
            {pointer, Value(fmt::format("{} us", row.demand.cpu.count() / 1000))}, std::string(row.source),
            static_cast<char>(row.mark));
    }

    void put_profile(const base::Parameter& row, std::size_t profile) {
        const std::string& name = loaded_.estate.profiles[profile].name;
        std::string pointer = fmt::format("/profiles/{}/{}", profile, row.name);
        if (loaded_.estate.profiles[profile].pointer.empty() || in_file(pointer)) return;
        Value value = row.type == "number" || row.type == "count"
                          ? Value(std::strtod(std::string(row.fallback).c_str(), nullptr))
                          : Value(row.fallback);
        if (can_be_turned(value))
            add(fmt::format("profiles {}: {}", name, row.name), {pointer, value}, std::string(row.source),
                static_cast<char>(row.mark));
    }

    const config::Loaded& loaded_;
    std::vector<Assumed> all_;
};

Value turned(const Value& value, double factor) {
    if (value.is_integer()) return std::max<std::int64_t>(1, std::llround(value.number() * factor));
    if (value.is_number()) return value.number() * factor;
    Quantity q = *quantity(value.text());
    double number = q.number * factor;
    if (q.unit.ends_with("%")) number = std::min(100.0, number);
    return fmt::format("{:.6g}{}", number, q.unit);
}

}  // namespace

bool can_be_turned(const Value& value) {
    if (value.is_number()) return value.number() > 0;
    return value.is_text() && quantity(value.text()).has_value();
}

std::vector<Assumed> assumptions(const config::Loaded& scenario) { return Collector(scenario).all(); }

std::vector<config::Assignment> turned(const Assumed& assumed, double factor) {
    std::vector<config::Assignment> sets;
    for (const Assumed::Place& place : assumed.places) {
        Value value = turned(place.value, factor);
        if (!(value == place.value)) sets.push_back({"/topology" + place.pointer, json::compact(value)});
    }
    return sets;
}

}  // namespace mailsim::study
