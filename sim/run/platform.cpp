#include "run/platform.hpp"

namespace mailsim::run {
namespace {

// Used when the estate names no peer to measure from: a round trip across a country. An assumption.
constexpr base::Duration far_round_trip = std::chrono::milliseconds(40);

void add_routes(engine::Platform& to, const estate::Platform& from) {
    for (std::uint32_t a = 0; a < from.hosts.size(); ++a)
        for (std::uint32_t b = a + 1; b < from.hosts.size(); ++b)
            if (from.reachable({a}, {b})) to.routes.push_back({{a}, {b}, from.links_between({a}, {b}), true});
}

base::Duration way_out(const estate::Estate& estate) {
    const estate::Node *dns = nullptr, *peer = nullptr;
    for (const estate::Node& node : estate.nodes) {
        if (!dns && node.role == estate::Role::dns) dns = &node;
        if (!peer && node.role == estate::Role::peer) peer = &node;
    }
    if (!dns || !peer || !estate.platform.reachable(dns->host, peer->host)) return far_round_trip;
    base::Duration latency{0};
    for (base::LinkId link : estate.platform.links_between(dns->host, peer->host))
        latency += estate.platform.links[link.index()].latency;
    return 2 * latency;
}

}  // namespace

BuiltPlatform build_platform(const estate::Estate& estate) {
    BuiltPlatform built;
    for (const estate::Host& host : estate.platform.hosts)
        built.platform.hosts.push_back(
            {host.name, host.cores, host.speed, host.disk.per_operation, host.disk.rate});
    for (const estate::Link& link : estate.platform.links)
        built.platform.links.push_back({link.name, link.latency, link.bandwidth, link.shared});
    // The customers: a host at their site. It computes nothing that is counted.
    estate::Platform with_clients = estate.platform;
    estate::Host clients;
    clients.name = "customers";
    clients.site = estate.client_site;
    with_clients.hosts.push_back(clients);
    built.clients = {static_cast<std::uint32_t>(built.platform.hosts.size())};
    built.platform.hosts.push_back({"customers", 1, 1, std::chrono::microseconds(1), {1e9}});
    add_routes(built.platform, with_clients);
    built.internet = way_out(estate);
    return built;
}

}  // namespace mailsim::run
