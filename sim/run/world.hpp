// The World of a simulated run, as the roles of `nodes` see it: the engine's clock, machines and network.
#pragma once
#include <deque>
#include <vector>

#include "engine/engine.hpp"
#include "engine/session.hpp"
#include "engine/slots.hpp"
#include "estate/estate.hpp"

namespace mailsim::run {

class SimWorld {
  public:
    using Session = engine::Session;
    using Slots = engine::Slots;
    using Timer = engine::Timer;

    // clients: the host that stands for all customers' machines; internet: the time for one question to
    // servers of the Internet and back, from the estate.
    SimWorld(engine::Engine& engine, base::HostId clients, base::Duration internet)
        : engine_(engine), clients_(clients), internet_(internet) {}

    engine::Calendar& calendar() { return engine_.calendar(); }
    base::Instant now() const { return engine_.now(); }
    engine::Host& host(base::HostId id) { return engine_.host(id); }
    // What the sessions of a node live and die with: its host, or what stands for the node alone when it
    // shares the host with others.
    engine::Host& gate(base::NodeId node, base::HostId its_host) {
        return node.index() < gates_.size() ? *gates_[node.index()] : host(its_host);
    }
    void open_gates(const estate::Estate& estate) {
        std::vector<int> nodes(estate.platform.hosts.size());
        auto on = [&](const estate::Node& node) -> int& {
            if (nodes.size() <= node.host.index()) nodes.resize(node.host.index() + 1);
            return nodes[node.host.index()];
        };
        for (const estate::Node& node : estate.nodes) ++on(node);
        for (const estate::Node& node : estate.nodes)
            gates_.push_back(on(node) == 1 ? &host(node.host)
                                           : &own_gates_.emplace_back(calendar(), nothing_));
    }
    bool has_own_gate(base::NodeId node, base::HostId its_host) {
        return &gate(node, its_host) != &host(its_host);
    }
    engine::Network& network() { return engine_.network(); }
    void spawn(base::Task<void> task) { engine_.spawn(std::move(task)); }
    base::HostId client_host() const { return clients_; }

    // One way; base::never_ends when there is no way now.
    base::Duration latency(base::HostId from, base::HostId to) const {
        return engine_.network().latency(from, to);
    }
    base::Duration round_trip(base::HostId from, base::HostId to) const {
        base::Duration way = latency(from, to);
        return way == base::never_ends ? way : 2 * way;
    }
    base::Duration internet_round_trip(base::HostId) const { return internet_; }
    // Whether a transfer of content shares a link with others on this way.
    bool competes(base::HostId from, base::HostId to) const { return engine_.network().competes(from, to); }
    base::Duration time_alone(base::HostId from, base::HostId to, base::Bytes size) const {
        return engine_.network().time_alone(from, to, size) - engine_.network().latency(from, to);
    }

  private:
    engine::Engine& engine_;
    engine::Platform::Host nothing_;
    std::deque<engine::Host> own_gates_;
    std::vector<engine::Host*> gates_;  // by NodeId
    base::HostId clients_;
    base::Duration internet_;
};

}  // namespace mailsim::run
