// The scenario's faults at work: at each instant of the timeline nodes, hosts, links, names and peers change.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "nodes/deliver.hpp"
#include "run/world.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::run {

class Faults {
  public:
    Faults(nodes::Context<SimWorld>& c, const scenario::Scenario& scenario);
    void start();
    std::function<void(base::NodeId)> on_change;  // the node's mode has changed
    std::function<void(const char* kind, base::NodeId, const std::string& detail)> on_event;

  private:
    base::Task<void> run();
    void apply(const fault::Change& change);
    void change_node(base::NodeId node, const fault::Change& change);
    void change_host(base::HostId host, const fault::Change& change);
    void change_link(base::LinkId link, const fault::Change& change);
    void change_dns(const fault::Change& change);
    static void turn(engine::Host& what, bool on);
    void tell(base::NodeId node, const std::string& what, const fault::Change& change);

    nodes::Context<SimWorld>& c_;
    std::vector<fault::Change> changes_;
};

}  // namespace mailsim::run
