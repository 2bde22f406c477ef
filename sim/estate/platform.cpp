#include "estate/platform.hpp"

#include <algorithm>

namespace mailsim::estate {
namespace {

const Route* route_between(const Platform& platform, std::uint32_t a, std::uint32_t b) {
    for (const Route& route : platform.routes)
        if ((route.from == a && route.to == b) || (route.from == b && route.to == a)) return &route;
    return nullptr;
}

}  // namespace

bool Platform::joined(std::uint32_t a, std::uint32_t b) const { return a == b || route_between(*this, a, b); }

std::vector<base::LinkId> Platform::links_between_sites(std::uint32_t from, std::uint32_t to) const {
    if (from == to) return sites[from].inside;
    const Route* route = route_between(*this, from, to);
    if (!route) return {};
    std::vector<base::LinkId> way = route->links;
    if (route->from != from) std::reverse(way.begin(), way.end());
    return way;
}

std::vector<base::LinkId> Platform::links_between(base::HostId from, base::HostId to) const {
    std::vector<base::LinkId> way;
    if (from == to || !reachable(from, to)) return way;
    const Host &a = hosts[from.index()], &b = hosts[to.index()];
    if (a.link.valid()) way.push_back(a.link);
    for (base::LinkId link : links_between_sites(a.site, b.site)) way.push_back(link);
    if (b.link.valid()) way.push_back(b.link);
    return way;
}

bool Platform::reachable(base::HostId from, base::HostId to) const {
    return from == to || joined(hosts[from.index()].site, hosts[to.index()].site);
}

}  // namespace mailsim::estate
