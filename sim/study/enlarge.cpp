#include "study/enlarge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "decide/rule.hpp"
#include "json/pointer.hpp"
#include "json/write.hpp"

namespace mailsim::study {
namespace {

using estate::Estate;

// A station in use, by what it is called in results ("mta1 processor", "mta1 smtpd").
struct Found {
    std::uint32_t node = 0;  // of the estate; for a host's station its first own node
    std::uint32_t host = 0;
    int process = -1;
    std::string resource;
    double utilisation = 0;
    std::string station;
    double servers = 1;
};

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return out;
}

int process_of(std::string_view word) {
    for (int p = 0; p < estate::process_count; ++p)
        if (estate::process_names[static_cast<std::size_t>(p)] == word) return p;
    return -1;
}

bool own(const Estate& estate, std::uint32_t node) { return estate.nodes[node].role != estate::Role::peer; }

int first_node_on(const Estate& estate, std::uint32_t host) {
    for (std::uint32_t n = 0; n < estate.nodes.size(); ++n)
        if (own(estate, n) && estate.nodes[n].host.value == host) return static_cast<int>(n);
    return -1;
}

// The station's parts; nothing for those of peers.
std::optional<Found> station(const Estate& estate, const observe::StationSummary& use) {
    std::size_t space = use.name.rfind(' ');
    if (space == std::string::npos) return {};
    std::string whose = use.name.substr(0, space), what = use.name.substr(space + 1);
    Found found;
    found.resource = use.resource;
    found.utilisation = use.utilisation;
    found.station = use.name;
    found.servers = use.servers;
    if (use.resource == "processes") {
        found.process = process_of(what);
        base::NodeId node = estate.find_node(whose);
        if (found.process < 0 || !node.valid() || !own(estate, node.value)) return {};
        found.node = node.value;
        found.host = estate.node(node).host.value;
        return found;
    }
    for (std::uint32_t h = 0; h < estate.platform.hosts.size(); ++h) {
        if (estate.platform.hosts[h].name != whose) continue;
        int node = first_node_on(estate, h);
        if (node < 0) return {};
        found.node = static_cast<std::uint32_t>(node);
        found.host = h;
        return found;
    }
    return {};
}

std::string host_pointer(const estate::Host& host, std::string_view rest) {
    return "/topology/hosts/" + json::escape_token(host.name) + std::string(rest);
}

// What doubling it sets, and how a person would say it of these machines.
void enlarge_one(const Estate& estate, const Found& f, Enlargement& into, double& more) {
    const estate::Host& host = estate.platform.hosts[f.host];
    if (f.resource == "processor") {
        into.set.push_back({host_pointer(host, "/cores"), std::to_string(host.cores * 2)});
        more = host.cores;
    } else if (f.resource == "disk") {
        auto per = host.disk.per_operation.count();
        into.set.push_back({host_pointer(host, "/disk/per_operation"),
                            json::quoted(fmt::format("{} ns", std::max<std::int64_t>(1, per / 2)))});
        into.set.push_back({host_pointer(host, "/disk/rate"),
                            json::quoted(fmt::format("{} B/s", host.disk.rate.bytes_per_second * 2))});
        more = 1;
    } else if (f.resource == "memory") {
        into.set.push_back(
            {host_pointer(host, "/memory"), json::quoted(fmt::format("{} B", host.memory.count * 2))});
        more = static_cast<double>(host.memory.count) / 1e9;
    } else {
        const estate::Node& node = estate.nodes[f.node];
        auto kind = static_cast<std::size_t>(f.process);
        into.set.push_back({fmt::format("/topology/nodes/{}/processes/{}", json::escape_token(node.id),
                                        estate::process_names[kind]),
                            std::to_string(node.processes.limit[kind] * 2)});
        more = node.processes.limit[kind];
    }
}

std::string words_for(const Found& f, double more, const std::vector<std::string>& names) {
    std::string each = names.size() > 1 ? " each" : "";
    if (f.resource == "processor")
        return fmt::format("{:.0f} more core{} on {}{}", more, more == 1 ? "" : "s", joined(names), each);
    if (f.resource == "disk")
        return fmt::format("{} twice as fast on {}", names.size() > 1 ? "disks" : "a disk", joined(names));
    if (f.resource == "memory") return fmt::format("{:g} GB more memory on {}{}", more, joined(names), each);
    return fmt::format("{:.0f} more {} process{} on {}{}", more,
                       estate::process_names[static_cast<std::size_t>(f.process)], more == 1 ? "" : "es",
                       joined(names), each);
}

Enlargement enlargement(const Estate& estate, const std::vector<Found>& together) {
    const Found& first = together.front();
    Enlargement e;
    e.node = estate.nodes[first.node].id;
    e.resource = first.resource;
    if (first.process >= 0) e.process = estate::process_names[static_cast<std::size_t>(first.process)];
    e.utilisation = first.utilisation;
    e.station = first.station;
    e.servers = first.servers;
    std::vector<std::string> names;
    double more = 0;
    for (const Found& f : together) {
        double this_more = 0;
        enlarge_one(estate, f, e, this_more);
        more = more == 0 ? this_more : std::min(more, this_more);
        names.push_back(f.process >= 0 ? estate.nodes[f.node].id : estate.platform.hosts[f.host].name);
    }
    e.words = words_for(first, more, names);
    return e;
}

// Rules' parameters that limit how much comes in; 0 is no limit.
struct RuleLimit {
    const char *rule, *parameter, *words;
};
constexpr RuleLimit rule_limits[] = {
    {"connection_limit", "limit", "sessions of one client at once (rule connection_limit)"},
    {"rate_limit", "connections", "connections of one client in a time (rule rate_limit)"},
    {"rate_limit", "messages", "messages of one client in a time (rule rate_limit)"},
    {"rate_limit", "recipients", "recipients of one client in a time (rule rate_limit)"},
    {"sender_rate", "per_hour", "messages of one account in an hour (rule sender_rate)"},
    {"sender_rate", "per_day", "messages of one account in a day (rule sender_rate)"},
};

// Where a rule can be set: in the topology's file, or where --set put it. Nothing: a scenario's change has
// it.
std::string place_of(const estate::Setting& setting) {
    if (setting.pointer.starts_with("/topology/")) return setting.pointer;
    bool in_file = setting.pointer.starts_with("/nodes/") || setting.pointer.starts_with("/templates/");
    return in_file ? "/topology" + setting.pointer : "";
}

// False: this rule sets no such limit. Nodes that share a template share the rule's place.
bool double_limit(const estate::Setting& setting, const RuleLimit& limit, Enlargement& e) {
    const auto& rows = decide::rule(setting.id).parameters;
    std::string place = place_of(setting);
    if (place.empty()) return false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].name != limit.parameter || setting.values[i].number <= 0) continue;
        std::string pointer = place + "/" + limit.parameter;
        bool known = std::any_of(e.set.begin(), e.set.end(),
                                 [&](const config::Assignment& a) { return a.pointer == pointer; });
        if (!known) e.set.push_back({pointer, fmt::format("{:.0f}", setting.values[i].number * 2)});
        return true;
    }
    return false;
}

// Memory is told by node, of the whole host.
void add_memory(const Estate& estate, const Result& result, double least, std::vector<Found>& all) {
    std::vector<bool> seen(estate.platform.hosts.size());
    for (const NodeResult& n : result.nodes) {
        base::NodeId id = estate.find_node(n.id);
        if (!id.valid() || !own(estate, id.value) || n.memory.value_or(0) < least) continue;
        std::uint32_t host = estate.node(id).host.value;
        if (seen[host]) continue;
        seen[host] = true;
        all.push_back(
            {id.value, host, -1, "memory", *n.memory, estate.platform.hosts[host].name + " memory", 1});
    }
}

}  // namespace

std::vector<Enlargement> enlargements(const Estate& estate, const Result& result, double least) {
    std::vector<Found> all;
    for (const observe::StationSummary& use : result.stations)
        if (auto found = station(estate, use); found && found->utilisation >= least) all.push_back(*found);
    add_memory(estate, result, least, all);
    std::stable_sort(all.begin(), all.end(),
                     [](const Found& a, const Found& b) { return a.utilisation > b.utilisation; });
    std::vector<Enlargement> out;
    std::vector<bool> taken(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (taken[i]) continue;
        std::vector<Found> together;
        for (std::size_t j = i; j < all.size(); ++j) {
            bool alike = all[j].resource == all[i].resource && all[j].process == all[i].process &&
                         estate.nodes[all[j].node].role == estate.nodes[all[i].node].role &&
                         all[j].utilisation >= all[i].utilisation * 2 / 3;
            if (taken[j] || !alike) continue;
            taken[j] = true;
            together.push_back(all[j]);
        }
        out.push_back(enlargement(estate, together));
    }
    return out;
}

std::vector<Enlargement> wider_links(const Estate& estate) {
    std::vector<Enlargement> out;
    for (const estate::Link& link : estate.platform.links) {
        if (!link.shared) continue;
        Enlargement e;
        e.node = link.name;
        e.resource = "link";
        e.words = fmt::format("twice the bandwidth on {}", link.name);
        e.set.push_back({"/topology/links/" + json::escape_token(link.name) + "/bandwidth",
                         json::quoted(fmt::format("{} B/s", link.bandwidth.bytes_per_second * 2))});
        out.push_back(std::move(e));
    }
    return out;
}

std::vector<Enlargement> looser_rules(const Estate& estate) {
    std::vector<Enlargement> out;
    for (const RuleLimit& limit : rule_limits) {
        Enlargement e;
        e.resource = fmt::format("rule {}: {}", limit.rule, limit.parameter);
        std::vector<std::string> names;
        for (std::uint32_t n = 0; n < estate.nodes.size(); ++n)
            for (const estate::Setting& setting : estate.nodes[n].rules)
                if (own(estate, n) && setting.rule == limit.rule && double_limit(setting, limit, e))
                    names.push_back(estate.nodes[n].id);
        if (e.set.empty()) continue;
        if (names.size() > 3) names = {fmt::format("{} nodes", names.size())};
        e.node = joined(names);
        e.words = fmt::format("twice the {} on {}", limit.words, e.node);
        out.push_back(std::move(e));
    }
    return out;
}

std::vector<Enlargement> more_at_once(const Estate& estate) {
    Enlargement ours, theirs;
    ours.resource = theirs.resource = "deliveries at once to one destination";
    ours.node = "the estate's own nodes";
    theirs.node = "the peers";
    ours.words = "twice the deliveries at once to one destination on the estate's own nodes";
    theirs.words = "twice the deliveries at once to one destination at the peers";
    for (std::uint32_t n = 0; n < estate.nodes.size(); ++n) {
        const estate::Node& node = estate.nodes[n];
        if (node.role == estate::Role::dns) continue;
        Enlargement& e = own(estate, n) ? ours : theirs;
        std::string queue = "/topology/nodes/" + json::escape_token(node.id) + "/queue/";
        e.set.push_back({queue + "concurrency_limit", std::to_string(node.queue.concurrency_limit * 2)});
        e.set.push_back({queue + "initial_concurrency", std::to_string(node.queue.initial_concurrency * 2)});
    }
    std::vector<Enlargement> out;
    for (Enlargement* e : {&ours, &theirs})
        if (!e->set.empty()) out.push_back(std::move(*e));
    return out;
}

}  // namespace mailsim::study
