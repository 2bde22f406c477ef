#include "cli/inputs.hpp"

#include <fmt/format.h>

#include <map>

#include "base/random.hpp"
#include "cli/options.hpp"
#include "cli/wrong_input.hpp"
#include "config/load.hpp"
#include "json/write.hpp"

namespace mailsim::cli {
namespace {

constexpr const char* default_topology = "nayatel";

std::vector<config::Assignment> assignments(const InputNames& names) {
    std::vector<config::Assignment> out;
    if (!names.scenario.empty() && !names.topology.empty())
        out.push_back({"/topology", json::quoted(names.topology)});
    for (const std::string& set : names.sets) {
        auto assignment = config::parse_assignment(set);
        if (!assignment) throw WrongInput("--set", assignment.error());
        bool of_estate = assignment->pointer.starts_with("/topology/");
        if (names.scenario.empty() && !of_estate)
            throw WrongInput(
                "--set",
                fmt::format("'{}' reaches the scenario, and none is named; write /topology{} for the estate",
                            assignment->pointer, assignment->pointer));
        out.push_back(std::move(*assignment));
    }
    return out;
}

bool answers(fault::Mode mode) { return mode == fault::Mode::fine || mode == fault::Mode::slow; }

bool is_on(const estate::Node& node, base::NodeId id, const fault::Change& change) {
    using Kind = fault::Target::Kind;
    if (change.target.kind == Kind::host) return node.host.value != change.target.id;
    return (change.target.kind != Kind::node && change.target.kind != Kind::peer) ||
           id.value != change.target.id;
}

void put_dns_fault(estate::Estate& estate, const fault::Change& change) {
    bool silent = change.mode == fault::Mode::silent || change.mode == fault::Mode::off;
    estate.zones.faults().set(change.target.name,
                              silent ? dns::FaultKind::silence : dns::FaultKind::servfail);
}

}  // namespace

Inputs read_inputs(const InputNames& names) {
    std::vector<config::Assignment> sets = assignments(names);
    if (names.scenario.empty()) {
        auto estate = config::load_topology(names.topology.empty() ? default_topology : names.topology, sets);
        if (!estate) throw WrongInput(estate.error());
        return {{}, std::move(*estate)};
    }
    auto loaded = config::load_scenario(names.scenario, sets);
    if (!loaded) throw WrongInput(loaded.error());
    return {std::move(loaded->scenario), std::move(loaded->estate)};
}

void declare_inputs(Options& options, InputNames& names) {
    options.value("--topology", names.topology, "T",
                  "a file, or the name of a shipped one (default: nayatel)");
    options.value("--scenario", names.scenario, "S", "the estate as this scenario changes it");
    options.values("--set", names.sets, "POINTER=VALUE",
                   "changes one value: /topology/... of the estate, other pointers of the scenario");
}

std::vector<base::NodeId> nodes_off(Inputs& inputs, base::Duration at) {
    base::Draws draws(inputs.scenario.seed, inputs.scenario.replication);
    std::map<fault::Target, fault::Change> latest;  // how each target stands at this instant
    for (const fault::Change& change :
         fault::timeline(inputs.scenario.faults, draws, base::Instant(at + std::chrono::nanoseconds(1))))
        latest[change.target] = change;
    std::vector<base::NodeId> off;
    for (const auto& [target, change] : latest) {
        if (answers(change.mode)) continue;
        if (target.kind == fault::Target::Kind::dns) put_dns_fault(inputs.estate, change);
        for (std::uint32_t i = 0; i < inputs.estate.nodes.size(); ++i)
            if (!is_on(inputs.estate.nodes[i], {i}, change)) off.push_back({i});
    }
    return off;
}

}  // namespace mailsim::cli
