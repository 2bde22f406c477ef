#include "study/survive.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::study;

namespace {

// One message every 10 s for half an hour.
config::Loaded flow(const char* from, const char* to) {
    json::Value stream = json::Value::object(
        {{"from", from}, {"to", to}, {"per_second", 0.1}, {"regular", true}, {"size", "20 KB"}});
    json::Value tree = json::Value::object({{"topology", "single-server"}, {"duration", "30 min"}});
    tree.set("load", json::Value::object({{"population", false}, {"streams", json::Value::array({stream})}}));
    tree.set("objectives",
             json::Value::array({json::Value::object({{"metric", "delay_p95"}, {"limit", "60 s"}})}));
    return config::read_scenario(tree, "survive.json").value();
}

// From a customer to another provider's mailbox.
config::Loaded load_it() { return flow("ann@small.example", "friend@far.example"); }
config::Loaded load_incoming() { return flow("friend@far.example", "ann@small.example"); }

SurvivalTable table_of(std::vector<std::string> only, config::Loaded (*load)() = load_it) {
    SurviveOptions options;
    options.only = std::move(only);
    options.from = std::chrono::minutes(10);
    options.length = std::chrono::minutes(10);
    return survive(load, options, {});
}

}  // namespace

TEST_CASE("a peer that is away keeps its mail waiting and loses none", "[survive]") {
    SurvivalTable t = table_of({"far"});
    REQUIRE(t.rows.size() == 1);
    const Survival& s = t.rows[0];
    CHECK(s.missing == "far");
    CHECK(s.kind == "peer");
    CHECK(s.lost == 0);
    CHECK(s.waiting == 0);
    CHECK_FALSE(s.objectives_met);
    // Sent at 600, 610, ..., 1190 s: 60 messages. Each fails after the 30 s that a connection may take and
    // is tried again 300 s later at the earliest, so each is more than 300 s late. Afterwards the destination
    // may be thought dead for another 300 s: at most 30 messages more.
    CHECK(s.delayed >= 60);
    CHECK(s.delayed <= 90);
    // All of them wait together, 20 KB each, in the one server's queue.
    CHECK(s.peak_queue >= 60);
    CHECK(s.peak_queue <= 90);
    CHECK(s.spool_bytes == static_cast<std::int64_t>(s.peak_queue) * 20'000);
    CHECK(s.fullest == "server");
    REQUIRE(s.recovery_seconds);
    CHECK(*s.recovery_seconds > 0);
    CHECK(*s.recovery_seconds < 4000 + 300);  // the longest wait between two tries, and a scan of the queue
    CHECK(s.second_wave > 0);
}

TEST_CASE("what carries no mail changes nothing when it is missing", "[survive]") {
    // The office's own people reach the server over `lan`; mail from outside comes by `line`.
    SurvivalTable t = table_of({"lan"}, load_incoming);
    REQUIRE(t.rows.size() == 1);
    CHECK(t.rows[0].objectives_met);
    CHECK(t.rows[0].delayed == 0);
    CHECK(t.rows[0].lost == 0);
    CHECK(t.rows[0].peak_queue == t.whole.peak_queue);
    CHECK(t.rows[0].spool_bytes == t.whole.spool_bytes);
    CHECK(t.rows[0].recovery_seconds == 0.0);
    CHECK(t.rows[0].second_wave == 0);
}

TEST_CASE("every node, link and peer has its turn, and DNS as a whole", "[survive]") {
    config::Loaded loaded = load_it();
    std::vector<std::string> names;
    for (const Missing& m : everything(loaded.estate)) names.push_back(m.kind + " " + m.name);
    CHECK(names == std::vector<std::string>{"node server", "node dns", "link lan", "link line", "peer far",
                                            "dns DNS"});
}

TEST_CASE("unknown names and times outside the run are problems", "[survive]") {
    config::Loaded loaded = load_it();
    SurviveOptions options;
    options.only = {"frr"};
    options.from = std::chrono::hours(2);
    CHECK(check(loaded, options).size() == 2);
    CHECK(check(loaded, {}).empty());
}
