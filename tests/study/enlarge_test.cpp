#include "study/enlarge.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::study;

namespace {

observe::StationSummary use(const char* name, const char* resource, double servers, double share) {
    observe::StationSummary s;
    s.name = name;
    s.resource = resource;
    s.servers = servers;
    s.utilisation = share;
    return s;
}

}  // namespace

TEST_CASE("two relays of one role are enlarged together, others alone, the busiest first", "[enlarge]") {
    auto estate = config::load_topology("nayatel");
    REQUIRE(estate);
    Result r;
    r.stations = {use("mta1 processor", "processor", 4, 0.8),
                  use("mta2 processor", "processor", 4, 0.7),
                  use("be2 disk", "disk", 1, 0.9),
                  use("mta1 smtpd", "processes", 200, 0.5),
                  use("gmail processor", "processor", 64, 0.99),
                  use("fe processor", "processor", 8, 0.01)};
    std::vector<Enlargement> all = enlargements(*estate, r, 0.05);
    REQUIRE(all.size() == 3);  // peers and what is hardly used are left out
    CHECK(all[0].words == "a disk twice as fast on be2");
    CHECK(all[1].words == "4 more cores on mta1 and mta2 each");
    CHECK(all[2].words == "200 more smtpd processes on mta1");
    CHECK(all[1].set.size() == 2);
}

TEST_CASE("what an enlargement sets can be set", "[enlarge]") {
    auto estate = config::load_topology("nayatel");
    REQUIRE(estate);
    Result r;
    r.stations = {use("mta1 processor", "processor", 4, 0.8), use("be2 disk", "disk", 1, 0.9),
                  use("mta1 disk", "disk", 1, 0.3), use("fe imap", "processes", 40000, 0.5)};
    NodeResult node;
    node.id = "be2";
    node.memory = 0.4;
    r.nodes = {node};
    std::vector<Enlargement> all = enlargements(*estate, r, 0.05);
    REQUIRE(all.size() == 5);
    for (auto* more : {&wider_links, &more_at_once, &looser_rules})
        for (Enlargement& e : (*more)(*estate)) all.push_back(std::move(e));
    for (const Enlargement& e : all) {
        std::vector<config::Assignment> set;
        for (config::Assignment a : e.set) set.push_back(a);
        auto changed = config::load_scenario("nayatel-busy-hour", set);
        INFO(e.words << ": " << (changed ? "" : base::to_string(*changed.error().begin())));
        CHECK(changed);
    }
}

TEST_CASE("a rule's limit is loosened wherever it stands, once for nodes that share a template",
          "[enlarge]") {
    auto estate = config::load_topology("nayatel");
    REQUIRE(estate);
    std::vector<Enlargement> all = looser_rules(*estate);
    REQUIRE(all.size() == 1);  // the estate has connection limits, and no rates
    const Enlargement& e = all[0];
    CHECK(e.resource == "rule connection_limit: limit");
    CHECK(e.words == "twice the sessions of one client at once (rule connection_limit) on 7 nodes");
    CHECK(e.node == "7 nodes");  // not the first of them alone
    CHECK(more_at_once(*estate).front().node == "the estate's own nodes");
    // Templates antispam (50) and hosting (50), the front-end (100) and nayatel (50).
    CHECK(e.set.size() == 4);
    CHECK(std::count_if(e.set.begin(), e.set.end(), [](const auto& a) { return a.value == "100"; }) == 3);
    CHECK(std::count_if(e.set.begin(), e.set.end(), [](const auto& a) { return a.value == "200"; }) == 1);
}
