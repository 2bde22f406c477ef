#include "study/enlarge.hpp"

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
    CHECK(all[0].words == "disk twice as fast on be2");
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
    for (auto* more : {&wider_links, &more_at_once})
        for (Enlargement& e : (*more)(*estate)) all.push_back(std::move(e));
    for (const Enlargement& e : all) {
        std::vector<config::Assignment> set;
        for (config::Assignment a : e.set) set.push_back(a);
        auto changed = config::load_scenario("nayatel-busy-hour", set);
        INFO(e.words << ": " << (changed ? "" : base::to_string(*changed.error().begin())));
        CHECK(changed);
    }
}
