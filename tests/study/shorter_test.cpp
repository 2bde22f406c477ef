#include "study/shorter.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "study/capacity.hpp"

using namespace mailsim;
using namespace mailsim::study;

namespace {

config::Loaded load_it() {
    base::Problems problems;
    auto tree = json::Value::object();
    tree.set("topology", "single-server");
    tree.set("duration", "90 min");
    tree.set("warm_up", "30 min");
    tree.set("drain", true);
    tree.set("start", "Tuesday 09:30");
    json::Value stream = json::Value::object(
        {{"from", "friend@far.example"}, {"to", "ann@small.example"}, {"per_second", 50}});
    tree.set("load", json::Value::object({{"population", false}, {"streams", json::Value::array({stream})}}));
    tree.set("objectives", json::Value::array({json::Value::object(
                               {{"metric", "delivery"}, {"within", "60 s"}, {"limit", "95 %"}})}));
    return config::read_scenario(tree, "shorter.json").value();
}

std::string value_of(const Shorter& how, const std::string& pointer) {
    for (const config::Assignment& a : how.set)
        if (a.pointer == pointer) return a.value;
    return "";
}

double seconds_of(const std::string& text) { return text.empty() ? 0 : std::stod(text.substr(1)); }

// In place of runs, a queue as a fluid: 100 messages a second are served at most; what comes at t waits
// (rate / 100 - 1) t. Delivered within D: the share of the measured time at which that is at most D, and
// `slow` of all never. As a run does, it judges by every objective that is set.
struct Fluid {
    double slow = 0;
    double worse = 1;  // of a run of the whole length: what it serves is so many times less
    std::size_t runs = 0;
    std::vector<Result> operator()(const std::vector<Run>& wanted) {
        std::vector<Result> out;
        for (const Run& run : wanted) {
            ++runs;
            double load = 1, length = 5400, warm = 1800;
            std::vector<double> withins{60};
            for (const config::Assignment& a : run.set) {
                if (a.pointer == "/load/multiplier") load = std::stod(a.value);
                if (a.pointer == "/duration") length = seconds_of(a.value);
                if (a.pointer == "/warm_up") warm = seconds_of(a.value);
                if (a.pointer != "/objectives") continue;
                withins.clear();
                json::Value all = config::value_of(a);
                for (const json::Value& o : all.items())
                    withins.push_back(std::stod(o.find("within")->text()));
            }
            Result r;
            r.replication = run.replication;
            r.ledger.offered = static_cast<std::uint64_t>(50 * load * length);
            double over = 50 * load / (length >= 5400 ? 100 / worse : 100) - 1;
            for (std::size_t i = 0; i < withins.size(); ++i) {
                double in_time = over <= 0 ? 1 : (withins[i] / over - warm) / (length - warm);
                double share = std::clamp(in_time, 0.0, 1.0) * (1 - slow);
                r.objectives.push_back(
                    {"", "delivery", "share", "at_least", i ? 0 : 0.95, share, share >= (i ? 0 : 0.95), ""});
            }
            out.push_back(r);
        }
        return out;
    }
};

// (60 / x - 1800) / 3600 = 0.95: x = 60 / 5220, so the limit is 2 (1 + 60 / 5220) = 2.0230.
constexpr double limit = 2.0230;

Capacity capacity_of(Fluid fluid, double most_recipients, double most_whole) {
    config::Loaded loaded = load_it();
    CapacityOptions options;
    options.precision = 0.01;
    options.most_recipients = most_recipients;
    options.most_whole = most_whole;
    return find_capacity(loaded.estate, loaded.scenario, options,
                         [&](const std::vector<Run>& runs) { return fluid(runs); });
}

}  // namespace

TEST_CASE("a shorter run has everything slow so many times as small, in the middle of the hour",
          "[shorter]") {
    config::Loaded loaded = load_it();
    Shorter how = shorter_run(loaded.estate, loaded.scenario, 540);
    CHECK(how.times == Approx(10));
    CHECK(how.measured == Approx(360));
    CHECK(value_of(how, "/duration") == "\"540 s\"");
    CHECK(value_of(how, "/warm_up") == "\"180 s\"");
    // Measured is 10:00 to 11:00; 360 s around 10:30 begin at 10:27, the warm-up 3 minutes before.
    CHECK(value_of(how, "/start") == "\"Tuesday 10:24\"");
    CHECK(value_of(how, "/topology/nodes/server/queue/active_limit") == "2000");
    CHECK(value_of(how, "/topology/nodes/server/queue/minimal_backoff") == "\"30 s\"");
    CHECK(value_of(how, "/topology/nodes/server/queue/maximal_backoff") == "\"400 s\"");
    json::Value objectives = config::value_of({"", value_of(how, "/objectives")});
    REQUIRE(objectives.items().size() == 2);
    CHECK(objectives.items()[1].find("within")->text() == "6 s");
    // The sets are values that a scenario takes.
    std::vector<config::Assignment> sets = how.set;
    json::Value tree = loaded.scenario_tree;
    CHECK(config::read_scenario(tree, "shorter.json", sets).has_value());
}

TEST_CASE("a run that is not cut only drains no longer than any time limit asks", "[shorter]") {
    config::Loaded loaded = load_it();
    Shorter how = shorter_run(loaded.estate, loaded.scenario, 6000);
    CHECK(how.times == 1);
    REQUIRE(how.set.size() == 1);
    CHECK(value_of(how, "/drain_limit") == "\"90 s\"");
}

TEST_CASE("what is slow under a light load already does not count as a growing queue", "[shorter]") {
    Shorter how;
    how.times = 10;
    how.tight = {0};
    auto result = [](double in_time, double tight) {
        Result r;
        r.objectives.push_back({"d", "delivery", "share", "at_least", 0.95, in_time, in_time >= 0.95, ""});
        r.objectives.push_back({"d, tighter", "delivery", "share", "at_least", 0, tight, true, ""});
        return r;
    };
    // 3 % take between the two limits at any load: with 9 % now, 6 % are new, and will be late.
    Result light = result(0.99, 0.97), cut = result(0.99, 0.91);
    Result whole = as_whole(cut, &light, how);
    REQUIRE(whole.objectives.size() == 1);
    CHECK(*whole.objectives[0].value == Approx(0.93));
    CHECK(whole.objectives[0].met == false);
    CHECK(*as_whole(result(0.99, 0.97), &light, how).objectives[0].value == Approx(0.99));
}

TEST_CASE("shorter runs find the limit that whole runs have", "[shorter]") {
    for (double slow : {0.0, 0.02}) {
        double known = slow == 0 ? limit : 2 * (1 + 60 / (1800 + 3600 * 0.95 / 0.98));
        Capacity whole = capacity_of({slow, 1, 0}, 1e9, 1e9), cut = capacity_of({slow, 1, 0}, 60'000, 0);
        INFO("slow " << slow);
        CHECK(whole.cut == 1);
        CHECK(cut.cut > 4);
        CHECK(cut.whole_runs.empty());
        REQUIRE(whole.crossing.load);
        REQUIRE(cut.crossing.load);
        CHECK(*whole.crossing.load == Approx(known).epsilon(0.01));
        CHECK(*cut.crossing.load == Approx(known).epsilon(0.01));
    }
}

TEST_CASE("two whole runs are made to see whether they agree", "[shorter]") {
    Capacity c = capacity_of({0, 1, 0}, 60'000, 1e9);
    REQUIRE(c.whole_runs.size() == 2);
    CHECK(c.whole_runs[0].met);
    CHECK_FALSE(c.whole_runs[1].met);
    CHECK(c.scale == 1);
}

// Whole runs serve 1.5 times less, so that their limit is 2.0230 / 1.5; or 100 times less, and it is not
// looked for so far down.
TEST_CASE("where whole runs have another limit, theirs is told, or that they have none", "[shorter]") {
    Capacity c = capacity_of({0, 1.5, 0}, 60'000, 1e9);
    REQUIRE(c.crossing.load);
    CHECK(c.crossing.low <= limit / 1.5);
    CHECK(c.crossing.high >= limit / 1.5);
    CHECK(c.table[1].multiplier == Approx(*c.crossing.load).epsilon(0.001));
    bool met = false, missed = false;
    for (const WholeRun& run : c.whole_runs) (run.met ? met : missed) = true;
    CHECK(met);
    CHECK(missed);

    Capacity none = capacity_of({0, 100, 0}, 60'000, 1e9);
    CHECK_FALSE(none.crossing.load);
    CHECK(none.crossing.always());
    CHECK_FALSE(none.whole_agree);
}

TEST_CASE("a schedule that is a table is stretched in a shorter run", "[shorter]") {
    config::Loaded loaded = load_it();
    loaded.estate.nodes[0].queue.schedule = "exim";
    Shorter how = shorter_run(loaded.estate, loaded.scenario, 540);
    CHECK(value_of(how, "/topology/nodes/server/queue/schedule") == "\"exim x 0.1\"");
    CHECK(value_of(how, "/topology/nodes/server/queue/minimal_backoff").empty());
    std::vector<config::Assignment> sets = how.set;
    json::Value tree = loaded.scenario_tree;
    CHECK(config::read_scenario(tree, "shorter.json", sets).has_value());
}
