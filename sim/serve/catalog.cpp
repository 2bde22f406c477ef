#include "serve/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "config/load.hpp"
#include "config/shipped.hpp"
#include "dns/zone.hpp"
#include "json/read.hpp"

namespace mailsim::serve {
namespace {

namespace fs = std::filesystem;
using config::Shipped;
using json::Value;

std::optional<Value> read_tree(const std::string& path) {
    base::Problems problems;
    auto tree = json::read_file(path, problems);
    return tree && tree->is_object() ? tree : std::nullopt;
}

// All that are shipped, with their files; looked up once, since folders are read for it.
std::map<std::string, std::string> shipped_files(Shipped kind) {
    std::map<std::string, std::string> files;
    for (const std::string& name : config::shipped_names(kind))
        if (auto file = config::find_shipped(kind, name)) files[name] = *file;
    return files;
}

std::optional<std::string> at(const std::map<std::string, std::string>& files, const std::string& name) {
    auto found = files.find(name);
    return found == files.end() ? std::nullopt : std::optional(found->second);
}

// One's own first.
std::vector<std::string> all_names(const std::map<std::string, std::string>& shipped,
                                   const std::map<std::string, std::string>& own) {
    std::vector<std::string> names;
    for (const auto& [name, file] : own) names.push_back(name);
    for (const auto& [name, file] : shipped)
        if (!own.count(name)) names.push_back(name);
    return names;
}

Value text_of(const Value& tree, std::string_view key) {
    const Value* value = tree.find(key);
    return value && value->is_text() ? *value : Value("");
}

std::size_t count_of(const Value& tree, std::string_view key) {
    const Value* value = tree.find(key);
    return value && value->is_array() ? value->items().size() : 0;
}

dns::Zones read_zones(const Value& tree, const fs::path& folder) {
    dns::Zones zones;
    base::Problems problems;
    if (const Value* list = tree.find("zones"); list && list->is_array())
        for (const Value& file : list->items())
            if (file.is_text()) zones.read_file((folder / file.text()).string(), problems);
    return zones;
}

Value address_of(const dns::Zones& zones, dns::NameId host) {
    dns::Answer answer = zones.resolve(host, dns::Type::a);
    return answer.records.empty() ? Value() : Value(base::to_string(answer.records.front().address));
}

Value mx_of(const dns::Zones& zones, const std::string& domain) {
    Value records = Value::array();
    auto name = zones.names().find(domain);
    if (name)
        for (const dns::Record& record : zones.find(*name, dns::Type::mx))
            records.push(Value::object({{"preference", record.preference},
                                        {"host", zones.names().text(record.target)},
                                        {"address", address_of(zones, record.target)}}));
    return Value::object({{"domain", domain}, {"records", std::move(records)}});
}

// Where a scenario of its own file has its estate, when that is a file too; "" for a shipped one.
std::string estate_file(const Value& scenario, const std::string& file) {
    const Value* topology = scenario.find("topology");
    if (!topology || !topology->is_text() || !topology->text().ends_with(".json")) return "";
    return (fs::absolute(file).parent_path() / topology->text()).lexically_normal().string();
}

// Adds a file by its stem. On failure nothing is added.
void add_one(std::map<std::string, std::string>& own, const std::string& file, base::Problems& problems) {
    base::Problems found = config::check_file(file);
    std::string path = fs::absolute(file).lexically_normal().string();
    auto [at, fresh] = own.try_emplace(fs::path(file).stem().string(), path);
    if (!fresh && at->second != path)
        found.add(file, "/",
                  fmt::format("'{}' is a file of the same name; give one another name", at->second));
    problems.add(found);
}

}  // namespace

Catalog::Catalog()
    : topologies_(shipped_files(Shipped::topology)), scenarios_(shipped_files(Shipped::scenario)) {}

base::Problems Catalog::add(const std::vector<std::string>& topologies,
                            const std::vector<std::string>& scenarios) {
    base::Problems problems;
    for (const std::string& file : topologies) add_one(own_topologies_, file, problems);
    for (const std::string& file : scenarios) add_one(own_scenarios_, file, problems);
    if (!topologies.empty()) first_ = fs::path(topologies.front()).stem().string();
    for (const auto& [name, path] : own_scenarios_)
        if (auto tree = read_tree(path)) add_estate_of(*tree, path);
    if (first_.empty() && !scenarios.empty())
        if (auto tree = scenario(fs::path(scenarios.front()).stem().string()))
            first_ = topology_of(*tree, scenarios.front());
    return problems;
}

// The estate beside a scenario of one's own can be looked at too, by its stem or, should that be taken, by
// more.
void Catalog::add_estate_of(const Value& scenario, const std::string& file) {
    std::string estate = estate_file(scenario, file);
    if (estate.empty()) return;
    for (const auto& [name, path] : own_topologies_)
        if (path == estate) return;
    std::string name = fs::path(estate).stem().string();
    while (own_topologies_.count(name)) name += "-" + fs::path(file).stem().string();
    own_topologies_[name] = estate;
}

std::string Catalog::topology_of(const Value& scenario, const std::string& file) const {
    if (std::string estate = estate_file(scenario, file); !estate.empty())
        for (const auto& [name, path] : own_topologies_)
            if (path == estate) return name;
    std::string name = text_of(scenario, "topology").text();
    return name.empty() ? "nayatel" : name;
}

std::optional<std::string> Catalog::topology_argument(const std::string& name) const {
    if (auto file = at(own_topologies_, name)) return file;
    return topologies_.count(name) ? std::optional(name) : std::nullopt;
}

std::optional<std::string> Catalog::topology_file(const std::string& name) const {
    auto own = at(own_topologies_, name);
    return own ? own : at(topologies_, name);
}

std::optional<std::string> Catalog::scenario_file(const std::string& name) const {
    auto own = at(own_scenarios_, name);
    return own ? own : at(scenarios_, name);
}

Value Catalog::topologies() const {
    Value list = Value::array();
    for (const std::string& name : all_names(topologies_, own_topologies_)) {
        auto file = topology_file(name);
        auto tree = file ? read_tree(*file) : std::nullopt;
        if (!tree) continue;
        list.push(Value::object({{"name", name},
                                 {"description", text_of(*tree, "description")},
                                 {"nodes", count_of(*tree, "nodes")},
                                 {"domains", count_of(*tree, "domains")}}));
    }
    return Value::object({{"topologies", std::move(list)}});
}

Value Catalog::scenarios() const {
    Value list = Value::array();
    for (const std::string& name : all_names(scenarios_, own_scenarios_)) {
        if (name.starts_with("validation/") || name.starts_with("drills/") || name.starts_with("playbook/"))
            continue;
        auto tree = scenario(name);
        if (!tree) continue;
        list.push(Value::object({{"name", name},
                                 {"title", text_of(*tree, "title")},
                                 {"description", text_of(*tree, "description")},
                                 {"topology", topology_of(*tree, scenario_file(name).value_or(""))},
                                 {"study", tree->find("scenario") != nullptr}}));
    }
    return Value::object({{"scenarios", std::move(list)}});
}

std::optional<Value> Catalog::topology(const std::string& name) const {
    auto file = topology_file(name);
    auto tree = file ? read_tree(*file) : std::nullopt;
    if (!tree) return std::nullopt;
    dns::Zones zones = read_zones(*tree, fs::path(*file).parent_path());
    Value mx = Value::array();
    if (const Value* domains = tree->find("domains"); domains && domains->is_array())
        for (const Value& domain : domains->items())
            if (const Value* called = domain.find("name"); called && called->is_text())
                mx.push(mx_of(zones, called->text()));
    return Value::object({{"name", name}, {"topology", std::move(*tree)}, {"mx", std::move(mx)}});
}

std::optional<Value> Catalog::scenario(const std::string& name) const {
    auto file = scenario_file(name);
    return file ? read_tree(*file) : std::nullopt;
}

std::optional<Value> Catalog::movable_scenario(const std::string& name) const {
    auto file = scenario_file(name);
    auto tree = file ? read_tree(*file) : std::nullopt;
    if (!tree) return std::nullopt;
    if (std::string estate = estate_file(*tree, *file); !estate.empty()) tree->set("topology", estate);
    return tree;
}

}  // namespace mailsim::serve
