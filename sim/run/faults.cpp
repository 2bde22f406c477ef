#include "run/faults.hpp"

#include <fmt/format.h>

namespace mailsim::run {

using fault::Mode;
using fault::Target;

Faults::Faults(nodes::Context<SimWorld>& c, const scenario::Scenario& scenario)
    : c_(c),
      changes_(fault::timeline(scenario.faults, c.draws,
                               base::Instant{} + scenario.duration +
                                   (scenario.drain ? scenario.drain_limit : base::Duration{0}))) {}

void Faults::start() {
    if (!changes_.empty()) c_.world.spawn(run());
}

base::Task<void> Faults::run() {
    for (const fault::Change& change : changes_) {
        co_await c_.world.calendar().sleep_until(change.at);
        apply(change);
    }
}

void Faults::apply(const fault::Change& change) {
    switch (change.target.kind) {
        case Target::Kind::node:
        case Target::Kind::peer: return change_node({change.target.id}, change);
        case Target::Kind::host: return change_host({change.target.id}, change);
        case Target::Kind::link: return change_link({change.target.id}, change);
        case Target::Kind::dns: return change_dns(change);
    }
}

void Faults::tell(base::NodeId node, const std::string& what, const fault::Change& change) {
    std::string how =
        change.mode == Mode::slow ? fmt::format("slow by {:g}", change.factor) : fault::name(change.mode);
    if (on_event) on_event("fault", node, what + ": " + (change.mode == Mode::fine ? "back to normal" : how));
}

// A node that has its host to itself takes the host with it; on a shared host its own sessions break, and
// only its own work is slow.
void Faults::change_node(base::NodeId id, const fault::Change& change) {
    auto& node = c_.node(id);
    node.mode = change.mode == Mode::slow ? Mode::fine : change.mode;
    tell(id, c_.estate.node(id).id, change);
    double factor = change.mode == Mode::slow ? change.factor : 1;
    if (c_.world.has_own_gate(id, node.host())) {
        node.slow = factor;
    } else {
        auto& host = c_.world.host(node.host());
        host.cpu.set_speed(c_.estate.platform.hosts[node.host().index()].speed / factor);
        host.disk.set_slowness(factor);
    }
    turn(c_.world.gate(id, node.host()), change.mode != Mode::off);
    if (on_change) on_change(id);
    if (node.up()) nodes::pump(c_, node);
}

void Faults::turn(engine::Host& what, bool on) {
    if (!on && what.is_on()) what.turn_off();
    if (on && !what.is_on()) what.turn_on();
}

void Faults::change_host(base::HostId id, const fault::Change& change) {
    auto& host = c_.world.host(id);
    double factor = change.mode == Mode::slow ? change.factor : 1;
    host.cpu.set_speed(c_.estate.platform.hosts[id.index()].speed / factor);
    host.disk.set_slowness(factor);
    for (auto& node : c_.nodes)
        if (node->host() == id) node->mode = change.mode == Mode::slow ? Mode::fine : change.mode;
    turn(host, change.mode != Mode::off);
    for (auto& node : c_.nodes)
        if (node->host() == id) turn(c_.world.gate(node->id, id), change.mode != Mode::off);
    tell({}, "host " + c_.estate.platform.hosts[id.index()].name, change);
    for (auto& node : c_.nodes) {
        if (node->host() != id) continue;
        if (on_change) on_change(node->id);
        if (node->up()) nodes::pump(c_, *node);
    }
}

void Faults::change_link(base::LinkId id, const fault::Change& change) {
    auto& network = c_.world.network();
    bool off = change.mode != Mode::fine && change.mode != Mode::slow;
    if (off && network.link(id).on) network.turn_off(id);
    if (!off && !network.link(id).on) network.turn_on(id);
    network.slow(id, change.mode == Mode::slow ? 1 / change.factor : 1);
    tell({}, "link " + c_.estate.platform.links[id.index()].name, change);
}

void Faults::change_dns(const fault::Change& change) {
    // What one look-up takes at usual speed, to be multiplied when the fault is "slow". An assumption.
    constexpr base::Duration usual = std::chrono::milliseconds(50);
    auto& faults = c_.estate.zones.faults();
    const std::string& name = change.target.name;
    if (change.mode == Mode::fine)
        faults.clear(name);
    else if (change.mode == Mode::slow)
        faults.set(name, dns::FaultKind::slow, base::from_seconds(base::seconds(usual) * change.factor));
    else if (change.mode == Mode::silent || change.mode == Mode::off)
        faults.set(name, dns::FaultKind::silence);
    else
        faults.set(name, dns::FaultKind::servfail);
    tell({}, "DNS " + (name.empty() ? std::string("of every name") : name), change);
}

}  // namespace mailsim::run
