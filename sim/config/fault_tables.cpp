// Faults and objectives of a scenario.
#include <fmt/format.h>

#include <algorithm>

#include "config/tables.hpp"

namespace mailsim::config {
namespace {

using fault::Fault;
using fault::Target;
using scenario::Objective;

constexpr std::array<std::string_view, 5> kind_names{"node", "host", "link", "dns", "peer"};
constexpr std::array<std::string_view, 5> mode_names{"slow", "refusing-mail", "refusing-tcp", "silent",
                                                     "off"};

std::string_view meaning(std::string_view parameter) {
    for (const base::Parameter& row : fault::parameters())
        if (row.name == parameter) return row.meaning;
    return "";
}

bool is_peer(const Place& place, std::uint32_t node) {
    const auto& nodes = place.reading().estate.nodes;
    return node < nodes.size() && nodes[node].role == estate::Role::peer;
}

// The first list that has the name decides; with a kind, only that list.
bool find_target(const Place& place, const std::string& name, std::optional<std::size_t> kind, Target& into) {
    const KnownNames& names = place.reading().names;
    auto look = [&](const std::vector<std::string>& list) -> std::optional<std::uint32_t> {
        auto found = std::find(list.begin(), list.end(), name);
        if (found == list.end()) return std::nullopt;
        return static_cast<std::uint32_t>(found - list.begin());
    };
    auto wanted = [&](Target::Kind k) { return !kind || *kind == static_cast<std::size_t>(k); };
    if (auto node = look(names.nodes); node && (wanted(Target::Kind::node) || wanted(Target::Kind::peer))) {
        into = is_peer(place, *node) ? Target::peer({*node}) : Target::node({*node});
        return true;
    }
    if (auto host = look(names.hosts); host && wanted(Target::Kind::host))
        return into = Target::host({*host}), true;
    if (auto link = look(names.links); link && wanted(Target::Kind::link))
        return into = Target::link({*link}), true;
    return false;
}

void unknown_target(const Place& place, const std::string& name, std::optional<std::size_t> kind) {
    const KnownNames& names = place.reading().names;
    std::vector<std::string_view> all;
    auto add = [&](const std::vector<std::string>& list) { all.insert(all.end(), list.begin(), list.end()); };
    bool any = !kind;
    if (any || *kind == 0 || *kind == 4) add(names.nodes);
    if (any || *kind == 1) add(names.hosts);
    if (any || *kind == 2) add(names.links);
    place.problem(base::unknown_name(kind ? kind_names[*kind] : "node, host or link", name, all));
}

// Reads "target" with the "kind" beside it.
void read_target(const Place& object, Fault& fault) {
    std::optional<std::size_t> kind;
    if (const json::Value* written = object.value().find("kind"))
        kind = word(object.member("kind", *written), kind_names);
    const json::Value* target = object.value().find("target");
    if (!target) return;
    Place place = object.member("target", *target);
    auto name = text(place);
    if (!name) return;
    if (kind && *kind == static_cast<std::size_t>(Target::Kind::dns)) {
        if (!name->empty() && !mail::is_domain_name(*name))
            return place.problem(fmt::format("'{}' is not a DNS name", *name));
        fault.target = Target::dns(base::lower_case(*name));
    } else if (name->empty() || !find_target(place, *name, kind, fault.target))
        unknown_target(place, *name, kind);
}

void read_mode(const Place& place, Fault& fault) {
    constexpr fault::Mode modes[] = {fault::Mode::slow, fault::Mode::refusing_mail, fault::Mode::refusing_tcp,
                                     fault::Mode::silent, fault::Mode::off};
    if (auto found = word(place, mode_names)) fault.mode = modes[*found];
}

void read_instant(const Place& place, base::Instant& into) {
    auto time = duration(place, {});
    if (time) into = *time == base::never_ends ? base::never : base::Instant{*time};
}

std::span<const std::string_view> metric_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (const scenario::MetricRow& row : scenario::metrics()) all.push_back(row.name);
        return all;
    }();
    return names;
}

// The limit's unit is the metric's: a share "95 %", a time "5 s", or a plain number.
void read_limit(const Place& object, Objective& objective) {
    auto row = std::find_if(scenario::metrics().begin(), scenario::metrics().end(),
                            [&](const scenario::MetricRow& r) { return r.name == objective.metric; });
    if (row == scenario::metrics().end()) return;
    objective.unit = row->unit;
    if (const json::Value* limit = object.value().find("limit")) {
        Place place = object.member("limit", *limit);
        std::optional<double> value;
        if (row->unit == "share")
            value = share(place, between(0, 1));
        else if (row->unit == "s") {
            if (auto time = duration(place, {})) value = base::seconds(*time);
        } else
            value = number(place, at_least(0));
        if (value) objective.limit = *value;
    }
    bool given = object.value().find("within");
    if (row->needs_within && !given)
        object.problem(fmt::format("'within' is missing: the time limit that '{}' counts by", row->name));
    if (!row->needs_within && given)
        object.problem_at("within", fmt::format("'{}' has no time limit", row->name));
    if (!object.value().find("direction") && !row->needs_within)
        objective.direction = Objective::Direction::at_most;
    if (objective.name.empty())
        objective.name = row->needs_within ? fmt::format("{} within {:g} s", row->name, objective.within)
                                           : std::string(row->name);
}

void finish_fault(const Place& place, Fault& fault) {
    if (!place.value().is_object()) return;
    read_target(place, fault);
    std::string mistake = fault::mistake(fault);
    bool whole = place.value().find("target");
    if (whole && fault.until <= fault.from) return place.problem_at("until", "is not after 'from'");
    bool known_target = fault.target.kind == Target::Kind::dns || fault.target.id != base::NodeId::none;
    if (known_target && !mistake.empty()) place.problem(mistake);
}

void finish_objective(const Place& place, Objective& objective) {
    if (place.value().is_object()) read_limit(place, objective);
}

}  // namespace

const Table<Fault>& fault_table() {
    static const Table<Fault> table =
        Table<Fault>("Something fails: from a time until another, or at random between them.")
            .custom("kind", schema_of_words(kind_names),
                    "What kind of thing 'target' names; needed for \"dns\", else found by the name.",
                    [](const Place&, Fault&) {})
            .custom("target", schema_of_type("text"),
                    "What fails: a node's id, a host's or link's name, or a DNS name (\"\": all of DNS).",
                    [](const Place&, Fault&) {})
            .required()
            .custom("mode", schema_of_words(mode_names),
                    "slow: all takes 'factor' times as long (a link: its bandwidth, not its latency); "
                    "refusing-mail: answers 421 (DNS: SERVFAIL); "
                    "refusing-tcp: "
                    "refuses connections; silent: packets vanish; off: powered off.",
                    read_mode)
            .number("factor", &Fault::factor, meaning("factor"), between(1, 1e6, "1 to 1000000"))
            .custom("from", schema_of_type("duration"), meaning("from"),
                    [](const Place& place, Fault& fault) { read_instant(place, fault.from); })
            .custom("until", schema_of_type("duration"), meaning("until"),
                    [](const Place& place, Fault& fault) { read_instant(place, fault.until); })
            .duration("mean_between", &Fault::mean_between, meaning("mean_between"),
                      time_of_at_least(base::Duration{0}, "0 s or more"))
            .duration("mean_repair", &Fault::mean_repair, meaning("mean_repair"),
                      time_of_at_least(base::Duration{0}, "0 s or more"))
            .finish(finish_fault);
    return table;
}

const Table<Objective>& objective_table() {
    static constexpr std::array<std::string_view, 2> directions{"at_least", "at_most"};
    static const Table<Objective> table =
        Table<Objective>("What a run is judged by.")
            .text("name", &Objective::name, "What reports call it; else made from the metric.")
            .custom("metric", schema_of_words(metric_names()), "What is measured.",
                    [](const Place& place, Objective& o) {
                        if (auto found = word(place, metric_names())) o.metric = metric_names()[*found];
                    })
            .required()
            .custom("within", schema_of_type("duration"),
                    "The time limit of the metrics that count what is in time.",
                    [](const Place& place, Objective& o) {
                        if (auto time = duration(place, at_least(1, "more than 0 s")))
                            o.within = base::seconds(*time);
                    })
            .word("direction", &Objective::direction, directions, "On which side of the limit it must stay.")
            .custom(
                "limit", json::Value::object({{"type", json::Value::array({"string", "number"})}}),
                "The limit: a share like \"95 %\", a time like \"5 s\" or a plain number, as the metric is.",
                [](const Place&, Objective&) {})
            .required()
            .finish(finish_objective);
    return table;
}

}  // namespace mailsim::config
