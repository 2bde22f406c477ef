#include "run/stations.hpp"

#include <cmath>

namespace mailsim::run {

using observe::Resource;

base::StationId Stations::add(observe::StationRow row) {
    row.id = {static_cast<std::uint32_t>(rows_.size())};
    rows_.push_back(row);
    observe::StationState state;
    state.id = row.id;
    states_.push_back(state);
    return row.id;
}

Stations::Stations(nodes::Context<SimWorld>& c) : c_(c) {
    const auto& hosts = c.estate.platform.hosts;
    std::vector<base::StationId> processors, disks;
    for (std::uint32_t h = 0; h < hosts.size(); ++h) {
        observe::StationRow row;
        row.host = {h};
        row.resource = Resource::processor;
        row.servers = hosts[h].cores * hosts[h].speed;
        row.name = hosts[h].name + " processor";
        processors.push_back(add(row));
        row.resource = Resource::disk;
        row.servers = 1;
        row.name = hosts[h].name + " disk";
        disks.push_back(add(row));
    }
    for (auto& node : c.nodes) {
        node->processor = processors[node->host().index()];
        node->disk = disks[node->host().index()];
        for (int p = 0; p < estate::process_count; ++p) {
            observe::StationRow row;
            row.node = node->id;
            row.resource = Resource::processes;
            row.process = static_cast<estate::Process>(p);
            row.servers = node->estate->processes.limit[static_cast<std::size_t>(p)];
            row.name =
                node->estate->id + " " + std::string(estate::process_names[static_cast<std::size_t>(p)]);
            node->slot_stations.push_back(add(row));
        }
    }
    add_links();
    c.inside.resize(rows_.size());
}

// The shared ones: where transfers compete. A link that is not shared is nobody's bottleneck.
void Stations::add_links() {
    const auto& links = c_.estate.platform.links;
    for (std::uint32_t l = 0; l < links.size(); ++l) {
        if (!links[l].shared) continue;
        observe::StationRow row;
        row.resource = Resource::link;
        row.name = links[l].name;
        links_.emplace_back(add(row), base::LinkId{l});
    }
}

// Busy is demand done, at speed 1: what ended, what those inside have received, and what was cut off counts
// as told.
void Stations::processor(observe::StationState& state, const observe::StationRow& row) {
    auto& cpu = c_.world.host(row.host).cpu;
    state.population = cpu.population().area(c_.now());
    state.inside = static_cast<std::uint32_t>(cpu.population().count());
    state.busy = static_cast<observe::Integral>(std::llround(cpu.served(c_.now()) + cpu.lost()));
    const nodes::Inside& inside = c_.inside[row.id.index()];
    state.inside_demand =
        inside.demand - static_cast<observe::Integral>(std::llround(cpu.unserved(c_.now())));
}

void Stations::disk(observe::StationState& state, const observe::StationRow& row) {
    auto& disk = c_.world.host(row.host).disk;
    state.population = disk.population().area(c_.now());
    state.inside = static_cast<std::uint32_t>(disk.population().count());
    state.busy = (disk.busy(c_.now()) + disk.lost()).count();
    const nodes::Inside& inside = c_.inside[row.id.index()];
    state.inside_demand = inside.demand - disk.pending(c_.now()).count();
}

void Stations::places(observe::StationState& state, const observe::StationRow& row) {
    auto& places = c_.node(row.node).places(row.process);
    state.population = places.holders().area(c_.now()) + places.waiters().area(c_.now());
    state.inside = static_cast<std::uint32_t>(places.holders().count() + places.waiters().count());
    state.busy = places.holders().area(c_.now());
    const nodes::Inside& inside = c_.inside[row.id.index()];
    state.inside_demand =
        static_cast<observe::Integral>(inside.served) * c_.now().time_since_epoch().count() - inside.demand;
}

// Busy is the time that what it moved takes at full bandwidth. Transfers are no visits: no fact tells of
// each.
void Stations::links() {
    for (const auto& [station, link] : links_) {
        double full = c_.estate.platform.links[link.index()].bandwidth.bytes_per_second;
        double moved = c_.world.network().moved(link, c_.now());
        states_[station.index()].busy = static_cast<observe::Integral>(moved / full * 1e9);
    }
}

const std::vector<observe::StationState>& Stations::states() {
    links();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const observe::StationRow& row = rows_[i];
        if (row.resource == Resource::link) continue;
        if (row.resource == Resource::processor)
            processor(states_[i], row);
        else if (row.resource == Resource::disk)
            disk(states_[i], row);
        else
            places(states_[i], row);
        const nodes::Inside& inside = c_.inside[i];
        states_[i].inside_sojourn =
            static_cast<observe::Integral>(inside.count) * c_.now().time_since_epoch().count() - inside.since;
    }
    return states_;
}

}  // namespace mailsim::run
