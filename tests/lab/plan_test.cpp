// Which address stands for which, and who a client is.
#include "lab/plan.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;

namespace {

base::Ip ip(const char* text) { return *base::parse_ip(text); }

estate::Estate three_nodes() {
    estate::Estate estate;
    for (const char* address : {"203.82.48.116", "192.0.2.10", "203.82.48.139"}) {
        estate::Node node;
        node.id = address;
        node.addresses = {ip(address)};
        estate.nodes.push_back(node);
    }
    estate.nodes[1].addresses.push_back(ip("192.0.2.11"));
    estate.nodes[1].addresses.push_back(ip("2001:db8::10"));
    estate.nodes.emplace_back().id = "without";
    estate.client_address = ip("100.64.0.1");
    estate.index();
    return estate;
}

}  // namespace

TEST_CASE("keeps the last number of an address and numbers the networks") {
    estate::Estate estate = three_nodes();
    lab::Plan plan(estate, {});
    CHECK(base::to_string(plan.of({0})) == "127.0.1.116");
    CHECK(base::to_string(plan.of({1})) == "127.0.2.10");
    CHECK(base::to_string(plan.of({2})) == "127.0.1.139");
    CHECK(plan.of({3}).is_loopback());
    CHECK(plan.node_at(ip("127.0.2.10")) == base::NodeId{1});
    CHECK_FALSE(plan.node_at(ip("127.0.0.1")).valid());
    CHECK(plan.to_lab(ip("203.82.48.139")) == ip("127.0.1.139"));
    // Whichever of its addresses an MX leads to, the node is found at its one address in the lab.
    CHECK(plan.to_lab(ip("192.0.2.11")) == ip("127.0.2.10"));
    CHECK(plan.to_lab(ip("2001:db8::10")) == ip("127.0.2.10"));
    CHECK(plan.to_estate(ip("127.0.2.10")) == ip("192.0.2.10"));
    CHECK(plan.to_lab(ip("8.8.8.8")) == ip("8.8.8.8"));
}

TEST_CASE("gives nodes the addresses from the bound one on") {
    estate::Estate estate = three_nodes();
    lab::Plan plan(estate, ip("10.0.0.5"));
    CHECK(base::to_string(plan.of({0})) == "10.0.0.5");
    CHECK(base::to_string(plan.of({3})) == "10.0.0.8");
}

TEST_CASE("sees a client by its source address") {
    estate::Estate estate = three_nodes();
    lab::Plan plan(estate, {});
    struct Row {
        const char* source;
        bool people;
        const char* seen;
    };
    for (const Row& row :
         {Row{"127.0.1.116", false, "203.82.48.116"},  // a node is itself
          Row{"127.0.1.116", true, "203.82.48.116"}, Row{"127.0.0.1", false, "203.0.113.1"},  // a stranger
          Row{"127.0.0.1", true, "100.64.0.1"},  // the customers' network
          Row{"127.0.100.1", false, "100.64.0.1"}, Row{"127.0.0.66", false, "203.0.113.66"},
          Row{"10.1.2.3", false, "10.1.2.3"}}) {  // bound to the outside: as it is
        INFO(row.source);
        CHECK(base::to_string(plan.seen(ip(row.source), row.people)) == row.seen);
    }
}
