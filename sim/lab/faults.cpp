#include "lab/faults.hpp"

#include <fmt/format.h>

#include "lab/listeners.hpp"
#include "lab/post.hpp"

namespace mailsim::lab {
namespace {

using fault::Mode;
using fault::Target;

constexpr base::Duration usual_answer = std::chrono::milliseconds(50);  // of DNS, to be multiplied when slow

void change_node(Site& site, Node& node, const fault::Change& change) {
    bool was_closed = node.mode == Mode::off || node.mode == Mode::refusing_tcp;
    node.mode = change.mode == Mode::slow ? Mode::fine : change.mode;
    node.slow = change.mode == Mode::slow ? change.factor : 1;
    bool closed = node.mode == Mode::off || node.mode == Mode::refusing_tcp;
    if (closed && !was_closed) close_ports(node);
    if (!closed && was_closed) {
        base::Problems problems;
        open_ports(site, node, problems);
        for (const base::Problem& problem : problems) site.log.line(node.estate.id, "lab", problem.message);
    }
    node.wake.wake();
}

void change_dns(Site& site, const fault::Change& change) {
    dns::Faults& faults = site.estate.zones.faults();
    const std::string& name = change.target.name;
    if (change.mode == Mode::fine)
        faults.clear(name);
    else if (change.mode == Mode::slow)
        faults.set(name, dns::FaultKind::slow,
                   base::from_seconds(base::seconds(usual_answer) * change.factor));
    else
        faults.set(name, change.mode == Mode::silent || change.mode == Mode::off ? dns::FaultKind::silence
                                                                                 : dns::FaultKind::servfail);
}

std::string apply(Site& site, const fault::Change& change) {
    switch (change.target.kind) {
        case Target::Kind::node:
        case Target::Kind::peer: {
            Node& node = site.node({change.target.id});
            change_node(site, node, change);
            return node.estate.id;
        }
        case Target::Kind::host:
            for (auto& node : site.nodes)
                if (node->estate.host.value == change.target.id) change_node(site, *node, change);
            return "host " + site.estate.platform.hosts[change.target.id].name;
        case Target::Kind::link:
            site.links_off[change.target.id] = change.mode != Mode::fine && change.mode != Mode::slow;
            return "link " + site.estate.platform.links[change.target.id].name;
        case Target::Kind::dns: change_dns(site, change); return "names of " + change.target.name;
    }
    return "";
}

}  // namespace

base::Task<void> run_faults(Site& site) {
    base::Draws draws(site.scenario.seed, site.scenario.replication);
    base::Instant horizon = base::Instant{} + std::chrono::hours(24 * 365);
    sockets::Alarm alarm(site.loop);
    for (const fault::Change& change : fault::timeline(site.scenario.faults, draws, horizon)) {
        base::Outcome outcome = base::Outcome::done;
        if (change.at > site.loop.now()) outcome = co_await alarm.wait_until(change.at);
        if (outcome == base::Outcome::failed) co_return;
        std::string what = apply(site, change);
        site.log.line("lab", "fault",
                      fmt::format("{}: {}", what,
                                  change.mode == Mode::fine ? "back to normal" : fault::name(change.mode)));
    }
}

}  // namespace mailsim::lab
