// The machines and the network of a run as plain numbers. Index = id: hosts[i] is HostId{i}, links[i] is
// LinkId{i}. Not here: what nodes run on the hosts.
#pragma once
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/units.hpp"

namespace mailsim::engine {

struct Platform {
    struct Host {
        std::string name;
        int cores = 4;
        double speed = 1;
        base::Duration disk_operation = std::chrono::microseconds(500);
        base::Bandwidth disk_rate{200e6};
    };
    struct Link {
        std::string name;
        base::Duration latency{0};  // one way
        base::Bandwidth bandwidth{125e6};
        bool shared = false;  // transfers compete for it; else its bandwidth is each transfer's own limit
    };
    // The way from one host to another. A pair without a route cannot talk; a host reaches itself at once.
    struct Route {
        base::HostId from, to;
        std::vector<base::LinkId> links;
        bool both_ways = true;
    };
    std::vector<Host> hosts;
    std::vector<Link> links;
    std::vector<Route> routes;
};

}  // namespace mailsim::engine
