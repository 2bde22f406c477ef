// The machines and the network: hosts with processors, memory and disk; sites joined by links.
// A host is not a node: several nodes may share one host.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/units.hpp"

namespace mailsim::estate {

struct Disk {
    base::Duration per_operation = std::chrono::microseconds(500);  // one synced write
    base::Bandwidth rate{200e6};
    base::Bytes size{0};  // 0: not known; nothing fills up in a run, growth asks when it would
};

// How jobs share a host's processors. processes: all alike. kinds: every kind of process of every node has
// one share, however many of them run, as with one control group for each kind.
enum class Shares : std::uint8_t { processes, kinds };
inline constexpr std::array<std::string_view, 2> shares_names{"processes", "kinds"};

struct Host {
    std::string name, pointer;
    int cores = 4;
    Shares shares = Shares::processes;
    double speed = 1;      // relative to the machine of the service-demand measurements
    double variation = 0;  // of each piece of processor work: standard deviation by mean, 0 to 1
    base::Bytes memory{8'000'000'000};
    Disk disk;
    std::uint32_t site = 0;
    base::LinkId link;  // its own access link, on every route from and to it; invalid: none
};

struct Link {
    std::string name, pointer;
    base::Duration latency{0};  // one way
    base::Bandwidth bandwidth{125e6};
    bool shared = false;  // transfers compete for it; else its bandwidth is each transfer's own limit
};

// All hosts of one place (server room, the customers, the Internet) reach each other over `inside`.
struct Site {
    std::string name, pointer;
    std::vector<base::LinkId> inside;
};

// The links between two sites, in order; the same both ways.
struct Route {
    std::uint32_t from = 0, to = 0;
    std::vector<base::LinkId> links;
    std::string pointer;
};

struct Platform {
    std::vector<Host> hosts;
    std::vector<Link> links;
    std::vector<Site> sites;
    std::vector<Route> routes;

    // The links from one host to another: own link, site or route, own link. Empty: same host, or no way.
    std::vector<base::LinkId> links_between(base::HostId from, base::HostId to) const;
    bool reachable(base::HostId from, base::HostId to) const;
    // Between sites by number: a site's own inside links, or those of the route that joins the two.
    std::vector<base::LinkId> links_between_sites(std::uint32_t from, std::uint32_t to) const;
    bool joined(std::uint32_t a, std::uint32_t b) const;
};

}  // namespace mailsim::estate
