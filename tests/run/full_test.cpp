// Resources at their ends: a disk that is cut off at work, memory that is full.
#include "staged.hpp"

using namespace mailsim;
using namespace mailsim::run;

// A synced write takes 10 s, the server goes off in the middle of the first. What the disk had taken on and
// never did was asked for all the same.
TEST_CASE("a machine that goes off while its disk writes keeps the utilisation law", "[full]") {
    Staged s;
    s.set("/hosts/server/disk", R"({"per_operation": "10 s"})");
    s.send("friend@far.example", "ann@small.example");
    s.scenario.duration = std::chrono::hours(2);
    fault::Fault off;
    off.target = fault::Target::node(config::load_topology(s.topology)->find_node("server"));
    off.mode = fault::Mode::off;
    off.from = base::Instant{} + std::chrono::seconds(5);
    off.until = base::Instant{} + std::chrono::seconds(60);
    s.scenario.faults.push_back(off);
    bool cut = false;
    s.on_visit = [&](const facts::Fact& f) { cut |= f.amount >= 10'000'000'000 && f.value < f.amount; };
    s.run();
    CHECK(cut);
    for (const std::string& difference : s.summary.differences) FAIL_CHECK(difference);
}

// One process for receiving takes 1340 KB of 1400: 96 %. Processors and places are hardly in use.
TEST_CASE("full memory is what is nearest to its limit", "[full]") {
    Staged s;
    s.set("/hosts/server/memory", R"("1400 KB")");
    s.send("friend@far.example", "ann@small.example");
    s.run();
    REQUIRE(s.summary.busiest);
    CHECK(s.summary.busiest->node == "server");
    CHECK(s.summary.busiest->resource == "memory");
}
