#include "config/load.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "config/changes.hpp"
#include "config/shipped.hpp"
#include "config/tables.hpp"
#include "decide/check_rules.hpp"
#include "decide/redirect.hpp"
#include "json/read.hpp"
#include "json/write.hpp"

namespace mailsim::config {
namespace {

using estate::ClientKind;
using estate::Protocol;
using estate::Tls;

void default_clients(estate::Estate& estate) {
    auto set = [&](ClientKind kind, Protocol submit, std::uint16_t submit_port, Tls submit_tls,
                   Protocol fetch, std::uint16_t fetch_port) {
        estate::ClientSettings& settings = estate.clients[static_cast<std::size_t>(kind)];
        settings = {};
        settings.kind = kind;
        settings.submit = submit, settings.submit_port = submit_port, settings.submit_tls = submit_tls;
        settings.fetch = fetch, settings.fetch_port = fetch_port, settings.fetch_tls = Tls::implicit;
    };
    set(ClientKind::outlook, Protocol::submission, 587, Tls::starttls, Protocol::imap, 993);
    set(ClientKind::outlook_pop3, Protocol::submission, 587, Tls::starttls, Protocol::pop3, 995);
    set(ClientKind::outlook_mapi, Protocol::mapi, 443, Tls::implicit, Protocol::mapi, 443);
    set(ClientKind::webmail, Protocol::webmail, 443, Tls::implicit, Protocol::webmail, 443);
    set(ClientKind::phone, Protocol::activesync, 443, Tls::implicit, Protocol::activesync, 443);
}

// What a domain says for its parts and accounts that do not say otherwise.
void inherit(const Place& root, estate::Domain& domain) {
    estate::Estate& estate = root.reading().estate;
    domain.id = estate.book.find_domain(domain.name);
    if (domain.client_server.empty()) domain.client_server = "mail." + domain.name;
    for (estate::Part& part : domain.parts)
        if (!part.home.valid()) part.home = domain.home;
    for (estate::Account& account : domain.accounts) {
        if (domain.id.valid() && !account.local.empty())
            account.address = estate.book.address(domain.id, account.local);
        if (!account.home.valid()) account.home = domain.home;
        if (account.profile == unset_profile)
            account.profile = domain.parts.empty() ? 0 : domain.parts[0].profile;
    }
}

void check_size(const Place& root) {
    std::uint64_t sum = 0;
    for (const estate::Domain& domain : root.reading().estate.domains)
        for (const estate::Part& part : domain.parts) sum += part.count;
    if (sum > 10'000'000)
        root.problem_at(
            "domains",
            fmt::format("the populations sum to {}; at most 10,000,000 mailboxes are simulated", sum));
}

// Where a mistake of the whole estate was written: in the topology, or where a change of it stands.
std::string file_of(const base::Problem& problem, const std::vector<TreeChange>& changes) {
    for (const TreeChange& change : changes)
        if ((problem.pointer + "/").starts_with(change.written.pointer + "/")) return change.written.file;
    return problem.file;
}

// A node that a change puts there takes the values of its template, like those of the file.
void change_estate(const TreeChange& change, json::Value& tree, Reading& reading) {
    const std::string place = apply(change, tree, reading);
    constexpr std::string_view nodes = "/nodes/";
    if (!place.starts_with(nodes) || place.find('/', nodes.size()) != std::string::npos) return;
    apply_template(tree, std::stoul(place.substr(nodes.size())), reading);
}

void read_estate(json::Value& tree, const std::vector<TreeChange>& changes, Reading& reading) {
    auto to_template = [](const TreeChange& c) { return c.target.starts_with("/templates/"); };
    for (const TreeChange& change : changes)
        if (to_template(change)) apply(change, tree, reading);
    apply_templates(tree, reading);
    for (const TreeChange& change : changes)
        if (!to_template(change)) change_estate(change, tree, reading);
    know_names(tree, reading);
    estate::Estate& estate = reading.estate;
    estate.file = reading.file;
    estate.name = std::filesystem::path(reading.file).stem().string();
    default_clients(estate);
    Place root(reading, tree);
    estate_table().read(root, estate);
    if (!tree.is_object()) return;
    for (estate::Domain& domain : estate.domains) inherit(root, domain);
    check_size(root);
    estate.index();
    base::Problems found;
    estate::check(estate, found);
    decide::check_redirects(estate, found);
    decide::check_rules(estate, found);
    for (const base::Problem& problem : found)
        reading.problems.add(file_of(problem, changes), problem.pointer, problem.message);
}

// The topology's tree, or nothing; file becomes its path.
std::optional<json::Value> topology_tree(const std::string& name, const std::string& beside,
                                         std::string& file, base::Problems& problems, const Spot& written) {
    auto found = find_shipped(Shipped::topology, name);
    if (!found) {
        problems.add(written.file, written.pointer, found.error());
        return std::nullopt;
    }
    std::filesystem::path path = *found;
    if (path == name && path.is_relative() && !beside.empty())
        path = (std::filesystem::path(beside).parent_path() / path).lexically_normal();
    file = path.string();
    return json::read_file(file, problems);
}

void change_records(const Place& root, scenario::Scenario& scenario) {
    dns::Zones& zones = root.reading().estate.zones;
    for (const scenario::RecordChange& change : scenario.records) {
        dns::Type type;
        if (change.name.empty() || !dns::parse_type(change.type, type)) continue;
        if (change.records.empty()) {
            if (!zones.remove(change.name, type))
                root.reading().problems.add(
                    root.reading().file, change.pointer + "/name",
                    fmt::format("'{}' has no {} records to take away", change.name, change.type));
            continue;
        }
        zones.replace(change.name, type, change.records, 0, root.reading().problems, root.reading().file,
                      change.pointer + "/records");
    }
}

void read_changes(const json::Value& tree, scenario::Scenario& scenario) {
    const json::Value* changes = tree.find("changes");
    for (std::size_t i = 0; i < scenario.changes.size(); ++i)
        if (const json::Value* value = changes->items()[i].find("value"))
            scenario.changes[i].value = json::compact(*value);
}

base::Problems one_problem(const std::string& file, const std::string& message) {
    base::Problems problems;
    problems.add(file, "/", message);
    return problems;
}

}  // namespace

base::expected<estate::Estate, base::Problems> load_topology(const std::string& name,
                                                             std::span<const Assignment> assignments) {
    base::Problems problems;
    std::string file;
    auto tree = topology_tree(name, "", file, problems, {name, "/"});
    if (!tree) return base::unexpected(problems);
    auto estate = read_topology(*tree, file, assignments);
    if (!estate) problems.add(estate.error());
    if (!problems.empty()) return base::unexpected(problems);
    return estate;
}

base::expected<estate::Estate, base::Problems> read_topology(const json::Value& given,
                                                             const std::string& file,
                                                             std::span<const Assignment> assignments) {
    base::Problems problems;
    estate::Estate estate;
    json::Value tree = given;
    Reading reading{file, problems, estate, {}, {}, {}};
    read_estate(tree, assigned(assignments, true), reading);
    if (!problems.empty()) return base::unexpected(problems);
    return estate;
}

base::expected<Loaded, base::Problems> read_scenario(const json::Value& given, const std::string& file,
                                                     std::span<const Assignment> assignments) {
    base::Problems problems;
    Loaded loaded;
    loaded.scenario_tree = given;
    json::Value& tree = loaded.scenario_tree;
    Reading reading{file, problems, loaded.estate, {}, {}, {}};
    for (const TreeChange& change : assigned(assignments, false)) apply(change, tree, reading);

    const json::Value* named = tree.find("topology");
    std::string topology = named && named->is_text() ? named->text() : loaded.scenario.topology,
                topology_file;
    Spot written = named ? reading.origins.of("/topology") : Spot{"", "/"};
    if (written.file.empty()) written.file = file;
    Reading estate_reading{"", problems, loaded.estate, {}, {}, {}};
    // A file named by --set is looked for in the working folder, as its user expects.
    std::string beside = written.file == "--set" ? "" : file;
    if (auto estate_tree = topology_tree(topology, beside, topology_file, problems, written)) {
        std::vector<TreeChange> changes = scenario_changes(tree, file);
        for (TreeChange& change : assigned(assignments, true)) changes.push_back(std::move(change));
        estate_reading.file = topology_file;
        read_estate(*estate_tree, changes, estate_reading);
        loaded.topology_tree = std::move(*estate_tree);
    }
    reading.names = std::move(estate_reading.names);
    loaded.scenario.file = file;
    loaded.scenario.name = std::filesystem::path(file).stem().string();
    Place root(reading, tree);
    scenario_table().read(root, loaded.scenario);
    if (tree.is_object()) {
        read_changes(tree, loaded.scenario);
        change_records(root, loaded.scenario);
    }
    if (loaded.scenario.objectives.empty()) loaded.scenario.objectives = scenario::specmail2001();
    if (!problems.empty()) return base::unexpected(problems);
    return loaded;
}

base::expected<Loaded, base::Problems> load_scenario(const std::string& name,
                                                     std::span<const Assignment> assignments) {
    auto path = find_shipped(Shipped::scenario, name);
    if (!path) return base::unexpected(one_problem(name, path.error()));
    base::Problems problems;
    auto tree = json::read_file(*path, problems);
    if (!tree) return base::unexpected(problems);
    auto loaded = read_scenario(*tree, *path, assignments);
    if (!loaded) problems.add(loaded.error());
    if (!problems.empty()) return base::unexpected(problems);
    return loaded;
}

base::expected<Sources, base::Problems> read_sources(const std::string& name) {
    auto path = find_shipped(Shipped::scenario, name);
    if (!path) return base::unexpected(one_problem(name, path.error()));
    base::Problems problems;
    auto scenario = json::read_file(*path, problems);
    if (!scenario) return base::unexpected(problems);
    Sources sources;
    sources.scenario_file = *path;
    const json::Value* named = scenario->find("topology");
    std::string topology = named && named->is_text() ? named->text() : scenario::Scenario().topology;
    auto tree = topology_tree(topology, *path, sources.topology_file, problems, {*path, "/topology"});
    if (!tree || !problems.empty()) return base::unexpected(problems);
    sources.scenario = std::move(*scenario);
    sources.topology = std::move(*tree);
    return sources;
}

base::Problems check_file(const std::string& name) {
    auto topology = find_shipped(Shipped::topology, name);
    auto path = topology ? topology : find_shipped(Shipped::scenario, name);
    if (!path) return one_problem(name, path.error());
    base::Problems problems;
    auto tree = json::read_file(*path, problems);
    if (!tree) return problems;
    bool is_topology =
        tree->find("nodes") || tree->find("hosts") || tree->find("sites") || tree->find("domains");
    if (is_topology) {
        auto loaded = load_topology(*path);
        return loaded ? base::Problems{} : loaded.error();
    }
    auto loaded = load_scenario(*path);
    return loaded ? base::Problems{} : loaded.error();
}

}  // namespace mailsim::config
