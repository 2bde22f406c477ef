#include "study/sensitivity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::study;

namespace {

const Assumed* named(const std::vector<Assumed>& all, const std::string& name) {
    auto found = std::find_if(all.begin(), all.end(), [&](const Assumed& a) { return a.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("finds what the file marks as assumed, and defaults that are proposals", "[sensitivity]") {
    config::Loaded loaded = config::load_scenario("nayatel-busy-hour").value();
    std::vector<Assumed> all = assumptions(loaded);
    const Assumed* cores = named(all, "hosts: cores");
    REQUIRE(cores);
    CHECK(cores->places.size() > 10);  // all machines are turned together
    CHECK(cores->value == "several");
    REQUIRE(named(all, "profiles business: sent_per_day"));
    CHECK(named(all, "profiles business: sent_per_day")->places.size() == 1);
    REQUIRE(named(all, "demands webmail_session: cpu"));
    CHECK(named(all, "demands webmail_session: cpu")->mark == 'P');
    CHECK_FALSE(named(all, "demands smtp_session: cpu"));  // measured
}

TEST_CASE("turns numbers, times, rates and shares", "[sensitivity]") {
    Assumed a;
    a.places = {{"/a", json::Value(4)},
                {"/b", json::Value(2.5)},
                {"/c", json::Value("500 Mbit/s")},
                {"/d", json::Value("60 %")},
                {"/e", json::Value(1)}};
    auto up = turned(a, 2), down = turned(a, 0.25);
    REQUIRE(up.size() == 5);
    CHECK(up[0].value == "8");
    CHECK(up[1].value == "5.0");
    CHECK(up[2].value == "\"1000 Mbit/s\"");
    CHECK(up[3].value == "\"100 %\"");  // a share stays at most 1
    CHECK(down.size() == 4);            // a count of 1 cannot be less
    CHECK(down[0].pointer == "/topology/a");
    CHECK_FALSE(can_be_turned(json::Value("business")));
    CHECK_FALSE(can_be_turned(json::Value("203.82.48.120")));
    CHECK_FALSE(can_be_turned(json::Value(0)));
}

TEST_CASE("ranks assumptions by how far they move the metric, and says what is within the noise",
          "[sensitivity]") {
    config::Loaded loaded = config::load_scenario("nayatel-busy-hour").value();
    SensitivityOptions options;
    options.change = 1;
    options.only = {"hosts: cores", "hosts: memory", "profiles business: sent_per_day"};
    // The metric is 10 / cores of be2 (8 as it is) + messages sent a day (10 as it is), and a little noise in
    // common with every variant of a replication: it goes out of the pairs.
    Sensitivity s = find_sensitivity(
        loaded, options,
        [](const std::vector<Run>& runs) {
            std::vector<Result> out;
            for (const Run& run : runs) {
                double cores = 8, sent = 10;
                for (const config::Assignment& a : run.set) {
                    if (a.pointer == "/topology/hosts/3/cores") cores = std::stod(a.value);
                    if (a.pointer == "/topology/profiles/0/sent_per_day") sent = std::stod(a.value);
                }
                Result r;
                r.metrics = {{"busiest", 10 / cores + sent + 0.1 * static_cast<double>(run.replication)}};
                out.push_back(r);
            }
            return out;
        },
        [](const std::vector<config::Assignment>&) { return std::string(); });
    REQUIRE(s.effects.size() == 3);
    CHECK(s.effects[0].assumed.name == "profiles business: sent_per_day");
    CHECK(*s.effects[0].up.mean == Approx(10));    // 20 instead of 10
    CHECK(*s.effects[0].down.mean == Approx(-5));  // 5 instead of 10
    CHECK(s.effects[0].sure);
    CHECK(s.effects[1].assumed.name == "hosts: cores");
    CHECK(*s.effects[1].down.mean == Approx(1.25));  // 10/4 - 10/8
    CHECK(s.effects[2].size == 0);
    CHECK_FALSE(s.effects[2].sure);
}
