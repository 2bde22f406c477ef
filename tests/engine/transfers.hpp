// What the tests of the network share: a small estate with an uplink, and a coroutine that carries one
// transfer.
#pragma once
#include <vector>

#include "engine/world.hpp"
#include "in_child.hpp"

namespace transfers {

using namespace mailsim::engine;
using namespace mailsim::base;

struct Order {
    Duration at;
    std::uint32_t from, to;
    Bytes size;
};
struct End {
    double at = -1;
    Outcome outcome = Outcome::done;
};

// 0 and 1 reach 2 over an uplink of 1 MB/s, 10 ms; 0 through an access link of 0.4 MB/s. 3 and 0 share no
// link with it.
inline Platform uplink() {
    Platform platform;
    platform.hosts.resize(4);
    platform.links = {{"uplink", 10ms, Bandwidth{1e6}, true},
                      {"access", 5ms, Bandwidth{0.4e6}, false},
                      {"lan", 1ms, Bandwidth{100e6}, false}};
    platform.routes = {{HostId{0}, HostId{2}, {LinkId{1}, LinkId{0}}},
                       {HostId{1}, HostId{2}, {LinkId{0}}},
                       {HostId{0}, HostId{3}, {LinkId{2}}}};
    return platform;
}

inline Task<> carry(Engine& engine, Order order, End& end) {
    World world(engine);
    co_await world.sleep(order.at);
    const Outcome outcome = co_await world.transfer(HostId{order.from}, HostId{order.to}, order.size);
    end = {seconds(world.now()), outcome};
}

}  // namespace transfers
