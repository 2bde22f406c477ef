// Whether an IP address is blocked: on our own servers' lists, and on the public block list. What other
// providers block for themselves cannot be seen from here.
#include <fmt/format.h>

#include "dns/blocklist.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

std::vector<std::string> our_lists(World& world, const base::Ip& ip) {
    std::vector<std::string> found;
    for (const estate::Node& node : world.estate().nodes) {
        if (node.role == estate::Role::peer) continue;
        for (const estate::Setting& rule : node.rules) {
            if (rule.rule != "client_blocked") continue;
            for (const base::IpNetwork& network : rule.values[0].networks)
                if (network.contains(ip)) found.push_back(node.id);
        }
    }
    return found;
}

std::string public_lists(World& world, const base::Ip& ip) {
    std::string name = dns::blocklist_name(ip, public_list);
    dns::Answer answer = world.estate().zones.resolve(name, dns::Type::a);
    if (!dns::is_listed(answer)) return fmt::format("not listed at {}", public_list);
    std::string why = dns::blocklist_reason(world.estate().zones.resolve(name, dns::Type::txt));
    return fmt::format("LISTED at {}{}", public_list, why.empty() ? "" : " (" + why + ")");
}

Shown show(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("blacklist"));
    auto ip = base::parse_ip(words[0]);
    if (!ip)
        if (base::NodeId node = find_node(world, words[0]); node.valid())
            ip = base::parse_ip(base::to_string(world.estate().node(node).addresses.front()));
    if (!ip)
        return mistake(fmt::format(
            "'{}' is not an IP address. The customer's stands on the page of `account`.\n", words[0]));
    std::vector<std::string> ours = our_lists(world, *ip);
    return {
        fmt::format("IP address        {}\n"
                    "Our servers       {}\n"
                    "Public list       {}\n"
                    "Lists that other providers keep for themselves cannot be seen from here.\n",
                    base::to_string(*ip),
                    ours.empty() ? "blocked nowhere" : fmt::format("BLOCKED at {}", fmt::join(ours, ", ")),
                    public_lists(world, *ip))};
}

}  // namespace

const Look blacklist{
    "blacklist", "blacklist IP", "whether an IP address is blocked at our servers or on the public list",
    1,           Argument::node, Argument::none,
    show};

}  // namespace mailsim::teach::looks
