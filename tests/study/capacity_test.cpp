#include "study/capacity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace mailsim;
using namespace mailsim::study;

namespace {

// The smallest estate, 50 messages a second.
config::Loaded load_it() {
    base::Problems problems;
    auto tree = json::Value::object();
    tree.set("topology", "single-server");
    tree.set("duration", "1 h");
    tree.set("warm_up", "10 min");
    json::Value stream = json::Value::object(
        {{"from", "friend@far.example"}, {"to", "ann@small.example"}, {"per_second", 50}});
    tree.set("load", json::Value::object({{"population", false}, {"streams", json::Value::array({stream})}}));
    tree.set("objectives",
             json::Value::array({json::Value::object({{"metric", "delay_p95"}, {"limit", "5 s"}})}));
    return config::read_scenario(tree, "capacity.json").value();
}

// In place of runs: the server is an M/M/c station by formula, with c = its cores, so good as one server that
// is c times as fast; 100 messages a second a core. Delay at 95 %: ln(20) / (100 c - load * 50). Each
// replication has its own small error in the rate.
struct Station {
    std::vector<double> errors{0};
    double outgoing = 0;  // s that outgoing mail takes at twice the load, a hundredth of that at none
    bool judged = true;   // false: the objective has no figure
    std::size_t runs = 0;
    std::vector<Result> operator()(const std::vector<Run>& wanted) {
        std::vector<Result> out;
        for (const Run& run : wanted) {
            ++runs;
            double load = 1, cores = 1, length = 3600;
            for (const config::Assignment& a : run.set) {
                if (a.pointer == "/load/multiplier") load = std::stod(a.value);
                if (a.pointer == "/duration") length = std::stod(a.value.substr(1));
                if (a.pointer == "/topology/hosts/server/cores")
                    cores = std::stod(a.value) / 2;  // 2 as it is
            }
            double rate = 50 * load * (1 + errors[run.replication % errors.size()]),
                   room = 100 * cores - rate;
            double p95 = room > 0 ? std::log(20) / room : 1e6;
            Result r;
            r.replication = run.replication;
            r.metrics = {{"offered_rate", rate}, {"delay_p95", p95}};
            if (outgoing > 0)
                r.metrics.emplace_back("delay_outgoing_mean", outgoing * std::max(0.01, load - 1));
            r.ledger.offered = static_cast<std::uint64_t>(rate * length);
            r.objectives.push_back({"delay_p95", "delay_p95", "s", "at_most", 5, p95, p95 <= 5, ""});
            if (!judged) r.objectives.back().value.reset(), r.objectives.back().met.reset();
            observe::StationSummary processor;
            processor.name = "server processor";
            processor.resource = "processor";
            processor.servers = 2 * cores;
            processor.utilisation = std::min(1.0, rate / (100 * cores));
            r.stations = {processor};
            out.push_back(r);
        }
        return out;
    }
};

// ln(20) / (100 - 50 m) = 5: m = (100 - 0.5991) / 50 = 1.988; with twice the cores 3.988.
constexpr double limit = 1.988, wider = 3.988;

Capacity capacity_of(Station station) {
    config::Loaded loaded = load_it();
    CapacityOptions options;
    return find_capacity(loaded.estate, loaded.scenario, options,
                         [&](const std::vector<Run>& runs) { return station(runs); });
}

}  // namespace

TEST_CASE("finds the limit of a station that is known by formula", "[capacity]") {
    Capacity c = capacity_of({});
    REQUIRE(c.crossing.load);
    CHECK(c.crossing.low <= limit);
    CHECK(c.crossing.high >= limit);
    CHECK(*c.crossing.load == Approx(limit).epsilon(0.03));
    CHECK(c.first_to_fail == "delay_p95");
}

TEST_CASE("the interval covers the limit when replications differ", "[capacity]") {
    Capacity c = capacity_of({{0.02, -0.02, 0.01, -0.01}});
    REQUIRE(c.crossing.load);
    CHECK(c.crossing.low < limit);
    CHECK(c.crossing.high > limit);
    CHECK(c.crossing.high - c.crossing.low > 0.02 * limit);
}

TEST_CASE("the table stands at 80, 100 and 120 % and its last row fails", "[capacity]") {
    Capacity c = capacity_of({});
    REQUIRE(c.table.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(c.table[i].percent == std::vector{80, 100, 120}[i]);
        CHECK(c.table[i].multiplier == Approx(*c.crossing.load * c.table[i].percent / 100).epsilon(0.001));
    }
    CHECK(c.table[0].objectives[0].missed == 0);
    CHECK(c.table[2].objectives[0].met == 0);
    // 80 % of 1.988 is 79.5 a second: 4771 a minute.
    CHECK(c.table[0].metrics[0].name == "messages_per_minute");
    CHECK(c.table[0].metrics[0].mean == Approx(4771).epsilon(0.03));
}

TEST_CASE("measures what helps and says it in plain words", "[capacity]") {
    Capacity c = capacity_of({});
    REQUIRE(c.bottleneck);
    CHECK(c.bottleneck->node == "server");
    CHECK(c.bottleneck->resource == "processor");
    REQUIRE_FALSE(c.helps.empty());
    CHECK(c.helps[0].after.value() == Approx(wider).epsilon(0.05));
    CHECK(c.helps[0].words.starts_with("2 more cores on server move the limit from "));
    REQUIRE(c.helps[0].low);
    CHECK(*c.helps[0].low <= wider - limit);
    CHECK(*c.helps[0].high >= (wider - limit) * 0.97);
}

TEST_CASE("a large run near the limit is cut short, and said so", "[capacity]") {
    // The station's delay does not grow with time, as a cut run takes it to: whole runs put that right.
    config::Loaded loaded = load_it();
    CapacityOptions options;
    options.most_recipients = 20'000;
    Station station;
    std::size_t cut = 0, whole = 0;
    Capacity c = find_capacity(loaded.estate, loaded.scenario, options, [&](const std::vector<Run>& runs) {
        for (const Run& run : runs) {
            bool shorter = std::any_of(run.set.begin(), run.set.end(),
                                       [](const auto& a) { return a.pointer == "/duration"; });
            ++(shorter ? cut : whole);
        }
        return station(runs);
    });
    REQUIRE(c.measured_seconds);
    CHECK(*c.measured_seconds < 3000);
    CHECK(cut > whole);
    CHECK(whole == c.whole_runs.size());
    CHECK(c.scale > 1.02);
    REQUIRE(c.crossing.load);
    CHECK(c.crossing.low <= limit);
    CHECK(c.crossing.high >= limit);
    CHECK(c.warnings.front().find("cut") != std::string::npos);
}

// The objective is delay_p95, of all kinds of mail: nobody need be told. Of incoming mail alone: outgoing
// mail takes 9.88 s at the limit of 1.988 (load - 1 times 10), or 988 s.
TEST_CASE("outgoing mail that waits while all objectives are met is told", "[capacity]") {
    auto warned = [](double outgoing, const char* metric) {
        config::Loaded loaded = load_it();
        Station station;
        station.outgoing = outgoing;
        Capacity c = find_capacity(loaded.estate, loaded.scenario, {}, [&](const std::vector<Run>& runs) {
            std::vector<Result> results = station(runs);
            for (Result& r : results) r.objectives[0].metric = metric;
            return results;
        });
        return std::count_if(c.warnings.begin(), c.warnings.end(), [](const std::string& w) {
            return w.find("outgoing mail counts in no objective") != std::string::npos;
        });
    };
    CHECK(warned(1000, "delivery") == 1);
    CHECK(warned(10, "delivery") == 0);
    CHECK(warned(1000, "delay_p95") == 0);
}

TEST_CASE("objectives without data have no limit, and no load is tried for them", "[capacity]") {
    Station station;
    station.judged = false;
    Capacity c = capacity_of(station);
    CHECK_FALSE(c.judged);
    CHECK_FALSE(c.crossing.load);
}

TEST_CASE("a scenario in which nothing grows has no capacity", "[capacity]") {
    config::Loaded loaded = load_it();
    CHECK(no_capacity(loaded.estate, loaded.scenario).empty());
    loaded.scenario.load.streams.clear();
    CHECK_FALSE(no_capacity(loaded.estate, loaded.scenario).empty());
    loaded.scenario.load.population = true;
    CHECK(no_capacity(loaded.estate, loaded.scenario).empty());
    loaded.scenario.load.multiplier = 0;
    CHECK_FALSE(no_capacity(loaded.estate, loaded.scenario).empty());
}

// 1.5 GB of 2 at any load: at 1.33 times the mailboxes it is full.
TEST_CASE("memory of held connections is told with the mailboxes that fill it", "[capacity]") {
    config::Loaded loaded = load_it();
    Station station;
    Capacity c = find_capacity(loaded.estate, loaded.scenario, {}, [&](const std::vector<Run>& runs) {
        std::vector<Result> results = station(runs);
        for (Result& r : results) {
            NodeResult node;
            node.id = "server";
            node.memory = 0.75;
            r.nodes.push_back(node);
        }
        return results;
    });
    REQUIRE(c.held.size() == 1);
    CHECK(c.held[0].resource == "memory");
    bool told = std::any_of(c.warnings.begin(), c.warnings.end(), [](const std::string& w) {
        return w.find("server memory: 75 %") == 0 && w.find("1.3 times the mailboxes") != std::string::npos;
    });
    CHECK(told);
}
