// A whole topology, in the order in which its parts are read.
#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "config/tables.hpp"

namespace mailsim::config {
namespace {

using estate::Estate;
using estate::Flow;

constexpr std::array<std::string_view, 6> outcomes{"delivered", "rejected",  "bounced",
                                                   "deferred",  "discarded", "quarantined"};
constexpr std::array<std::string_view, 9> flow_words{"out-nmail",  "out-hosting", "out-nayatel",
                                                     "in-nmail",   "in-hosting",  "in-antispam",
                                                     "in-nayatel", "same-domain", "between"};

void read_zones(const Place& place, Estate& estate) {
    if (!place.value().is_array()) return place.wrong_type("an array of zone files' names");
    auto folder = std::filesystem::path(place.reading().file).parent_path();
    const auto& items = place.value().items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        Place item = place.item(i, items[i]);
        auto written = text(item);
        if (!written) continue;
        std::string path = (folder / *written).lexically_normal().string();
        std::error_code error;
        if (!std::filesystem::is_regular_file(path, error))
            item.problem(fmt::format("there is no zone file '{}'", path));
        else if (std::filesystem::file_size(path, error) > 32'000'000)
            item.problem(fmt::format("the zone file '{}' is larger than 32 MB, the most that is read", path));
        else
            estate.zones.read_file(path, place.reading().problems);
    }
}

void read_clients(const Place& place, Estate& estate) {
    if (!place.value().is_object())
        return place.wrong_type("an object: for each kind of client its settings");
    auto kinds = std::span(estate::client_names).first(estate::client_kind_count);
    for (const json::Member& member : place.value().members()) {
        Place at = place.member(member.key, member.value);
        auto kind = std::find(kinds.begin(), kinds.end(), member.key);
        if (kind == kinds.end()) {
            at.problem(base::unknown_name("kind of client", member.key, kinds));
            continue;
        }
        auto& settings = estate.clients[static_cast<std::size_t>(kind - kinds.begin())];
        settings.pointer = at.pointer();
        client_table().read(at, settings);
    }
}

json::Value schema_of_clients() {
    json::Value properties = json::Value::object();
    for (std::string_view kind : std::span(estate::client_names).first(estate::client_kind_count))
        properties.set(kind, client_table().schema());
    return json::Value::object(
        {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}});
}

// Templates hold a node's keys; they are checked where a node uses them.
json::Value schema_of_templates() {
    json::Value node = node_table().schema();
    json::Value properties = json::Value::object();
    for (const json::Member& member : node.find("properties")->members())
        if (member.key != "template") properties.set(member.key, member.value);
    json::Value part = json::Value::object({{"type", "object"}, {"properties", properties}});
    part.set("additionalProperties", false);
    return json::Value::object({{"type", "object"}, {"additionalProperties", part}});
}

void read_address(const Place& place, std::string& into) {
    auto written = text(place);
    if (!written) return;
    estate::Estate& estate = place.reading().estate;
    std::size_t at = written->rfind('@');
    if (!written->empty() && *written != "<>") {
        mail::AddressBook scratch;
        if (auto parsed = scratch.parse(*written); !parsed) return place.problem(parsed.error());
        if (!estate.book.find_domain(written->substr(at + 1)).valid())
            return place.problem(
                base::unknown_name("domain", written->substr(at + 1),
                                   std::vector<std::string_view>(place.reading().names.domains.begin(),
                                                                 place.reading().names.domains.end())));
    }
    into = *written;
}

void read_flow_word(const Place& place, Flow& flow) {
    if (auto found = word(place, flow_words)) flow.flow = flow_words[*found];
}

void read_flow_nodes(const Place& place, Flow& flow) {
    if (!place.value().is_array()) return place.wrong_type("an array of node ids");
    const auto& items = place.value().items();
    for (std::size_t i = 0; i < items.size(); ++i)
        if (auto written = text(place.item(i, items[i]))) flow.nodes.push_back(*written);
}

// Names that must be there once: two links of one name would silently be one.
template <class Named>
void once(const Place& place, const std::vector<Named>& all) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i].name.empty() && !seen.insert(all[i].name).second)
            place.item(i, place.value())
                .problem_at("name", fmt::format("the name '{}' stands twice", all[i].name));
}

template <class Named>
std::function<void(const Place&, Estate&)> named(std::vector<Named>& (*list)(Estate&),
                                                 const Table<Named>& (*table)(), std::size_t least = 1) {
    return [list, table, least](const Place& place, Estate& estate) {
        if (!place.value().is_array()) return place.wrong_type("an array of objects");
        const auto& items = place.value().items();
        for (std::size_t i = 0; i < items.size(); ++i) {
            Place item = place.item(i, items[i]);
            Named one{};
            one.pointer = item.pointer();
            table().read(item, one);
            list(estate).push_back(std::move(one));
        }
        once(place, list(estate));
        if (items.size() < least) place.problem("is empty; at least one is needed");
    };
}

template <class Named>
json::Value list_of(const Table<Named>& (*table)()) {
    return json::Value::object({{"type", "array"}, {"items", table().schema()}});
}

}  // namespace

const Table<Flow>& flow_table() {
    static const Table<Flow> table =
        Table<Flow>("A documented flow: one kind of message and how it must end, for `path --all`.")
            .text("id", &Flow::id, "What it is called.")
            .required()
            .custom("flow", schema_of_words(flow_words), "Which of the documented flows it belongs to.",
                    read_flow_word)
            .required()
            .word("client", &Flow::client, estate::client_names, "Who sends: a person's program, or a peer.")
            .custom("from", schema_of_type("text"), "The sender.",
                    [](const Place& place, Flow& flow) { read_address(place, flow.from); })
            .required()
            .custom("to", schema_of_type("text"), "The recipient.",
                    [](const Place& place, Flow& flow) { read_address(place, flow.to); })
            .required()
            .custom("expected", schema_of_words(outcomes), "How it must end.",
                    [](const Place& place, Flow& flow) {
                        if (auto found = word(place, outcomes)) flow.expected = outcomes[*found];
                    })
            .required()
            .custom("nodes", json::Value::object({{"type", "array"}, {"items", schema_of_type("text")}}),
                    "Nodes that it must visit, in this order; \"a|b\" for either.", read_flow_nodes);
    return table;
}

const Table<Estate>& estate_table() {
    static const Table<Estate> table =
        Table<Estate>("An estate: its machines, network, mail servers, domains, and the people who use them.")
            .custom("$schema", schema_of_type("text"), "For editors.",
                    [](const Place& place, Estate&) { text(place); })
            .text("name", &Estate::name, "What the estate is called.")
            .text("description", &Estate::description, "For people.")
            .custom("templates", schema_of_templates(),
                    "Sets of a node's values, by name; a node with \"template\" takes what it does not say "
                    "itself.",
                    [](const Place&, Estate&) {})
            .custom("sites", list_of(site_table), "The places.",
                    named<estate::Site>(
                        [](Estate & e) -> auto& { return e.platform.sites; }, site_table))
            .required()
            .custom("links", list_of(link_table), "The network links.",
                    named<estate::Link>(
                        [](Estate & e) -> auto& { return e.platform.links; }, link_table, 0))
            .list(
                "routes", [](auto& e) -> auto& { return e.platform.routes; }, route_table,
                "The links between any two sites.")
            .custom("hosts", list_of(host_table), "The machines.",
                    named<estate::Host>(
                        [](Estate & e) -> auto& { return e.platform.hosts; }, host_table))
            .required()
            .name_of("client_site", &Estate::client_site, "site", &KnownNames::sites,
                     "Where the customers are.")
            .required()
            .address("client_address", &Estate::client_address,
                     "The address of a person's program that has none of its own.")
            .required()
            .custom("clients", schema_of_clients(), "How each kind of client reaches its server.",
                    read_clients)
            .custom("profiles", list_of(profile_table), "How people use mail. The first is the default.",
                    named<estate::Profile>(
                        [](Estate & e) -> auto& { return e.profiles; }, profile_table))
            .required()
            .custom("zones", json::Value::object({{"type", "array"}, {"items", schema_of_type("text")}}),
                    "Zone files (RFC 1035), beside this file.", read_zones)
            .list("nodes", &Estate::nodes, node_table, "The mail servers, resolvers and peers.")
            .required()
            .list("domains", &Estate::domains, domain_table, "The mail domains, ours and the Internet's.")
            .required()
            .name_of("outsiders", &Estate::outsiders, "node", &KnownNames::nodes,
                     "The peer that stands for every mail server not named here.")
            .list("flows", &Estate::flows, flow_table, "The documented flows, for `path --all`.");
    return table;
}

}  // namespace mailsim::config
