#include "study/survive.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "json/write.hpp"

using namespace mailsim;
using namespace mailsim::study;

namespace {

// One message every 10 s for half an hour.
json::Value flow(const char* from, const char* to) {
    json::Value stream = json::Value::object(
        {{"from", from}, {"to", to}, {"per_second", 0.1}, {"regular", true}, {"size", "20 KB"}});
    json::Value tree = json::Value::object({{"topology", "single-server"}, {"duration", "30 min"}});
    tree.set("load", json::Value::object({{"population", false}, {"streams", json::Value::array({stream})}}));
    tree.set("objectives",
             json::Value::array({json::Value::object({{"metric", "delay_p95"}, {"limit", "60 s"}})}));
    return tree;
}

// From a customer to another provider's mailbox.
json::Value outgoing() { return flow("ann@small.example", "friend@far.example"); }
json::Value incoming() { return flow("friend@far.example", "ann@small.example"); }
config::Loaded load_it() { return config::read_scenario(outgoing(), "survive.json").value(); }

// A folder that goes when the test ends.
struct Place {
    std::string path;
    Place() {
        std::string name = (std::filesystem::temp_directory_path() / "mailsim-survive-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()));
        path = name;
    }
    ~Place() { std::filesystem::remove_all(path); }
};

Laboratory laboratory_in(const Place& place, const json::Value& scenario, bool resume = false) {
    std::string file = place.path + "/survive.json";
    if (!resume) std::ofstream(file) << json::pretty(scenario);
    Opening opening{place.path + "/out", file, {}, "{}", resume};
    return Laboratory(std::move(Folder::open(opening).value()), {});
}

SurviveOptions options_for(std::vector<std::string> only) {
    SurviveOptions options;
    options.only = std::move(only);
    options.from = std::chrono::minutes(10);
    options.length = std::chrono::minutes(10);
    return options;
}

SurvivalTable table_of(std::vector<std::string> only, const json::Value& scenario = outgoing()) {
    Place place;
    Laboratory laboratory = laboratory_in(place, scenario);
    return survive(laboratory, options_for(std::move(only)));
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
    SurvivalTable t = table_of({"lan"}, incoming());
    REQUIRE(t.rows.size() == 1);
    CHECK(t.rows[0].objectives_met);
    CHECK(t.rows[0].delayed == 0);
    CHECK(t.rows[0].lost == 0);
    CHECK(t.rows[0].peak_queue == t.whole.peak_queue);
    CHECK(t.rows[0].spool_bytes == t.whole.spool_bytes);
    CHECK(t.rows[0].recovery_seconds == 0.0);
    CHECK(t.rows[0].second_wave == 0);
}

TEST_CASE("a search that was broken off goes on with what it has, and comes to the same", "[survive]") {
    Place place;
    SurvivalTable first;
    {
        Laboratory laboratory = laboratory_in(place, outgoing());
        laboratory.watch = [](std::size_t runs) { return runs < 2; };  // the whole estate, and one more
        first = survive(laboratory, options_for({"far", "lan", "line"}));
    }
    CHECK_FALSE(first.complete);
    CHECK(first.rows.size() < 3);
    Laboratory again = laboratory_in(place, outgoing(), true);
    SurvivalTable second = survive(again, options_for({"far", "lan", "line"})),
                  at_once = table_of({"far", "lan", "line"});
    CHECK(second.complete);
    REQUIRE(second.rows.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(second.rows[i].missing == at_once.rows[i].missing);
        CHECK(second.rows[i].delayed == at_once.rows[i].delayed);
        CHECK(second.rows[i].recovery_seconds == at_once.rows[i].recovery_seconds);
    }
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
