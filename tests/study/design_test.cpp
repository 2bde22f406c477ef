#include "study/design.hpp"

#include <stdlib.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "config/study.hpp"
#include "json/read.hpp"

using namespace mailsim;

namespace {

base::expected<scenario::Study, base::Problems> read(const std::string& text) {
    setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);
    base::Problems problems;
    auto tree = json::read(text, "s.json", problems);
    REQUIRE(tree);
    return config::read_study(*tree, "s.json");
}

std::vector<std::string> values(const std::string& factors) {
    auto study = read(R"({"scenario": "nayatel-busy-hour", "factors": [)" + factors + "]}");
    REQUIRE(study);
    std::vector<std::string> all;
    for (const study::DesignPoint& point : study::points_of(*study)) {
        std::string text;
        for (const study::Parameter& p : point.parameters) text += (text.empty() ? "" : " ") + p.value;
        all.push_back(text);
    }
    return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("levels come from lists, ranges and paired rows", "[design]") {
    CHECK(values(R"({"pointer": "/a", "values": [1, 2.5, "x"]})") == Texts{"1", "2.5", "\"x\""});
    CHECK(values(R"({"pointer": "/a", "range": {"from": 0.1, "to": 0.5, "step": 0.2}})") ==
          Texts{"0.1", "0.3", "0.5"});
    CHECK(values(R"({"pointer": "/a", "range": {"from": "5 ms", "to": "15 ms", "count": 3}})") ==
          Texts{"\"5 ms\"", "\"10 ms\"", "\"15 ms\""});
    CHECK(values(R"({"pointer": "/a", "range": {"from": 1, "to": 100, "count": 3, "scale": "log"}})") ==
          Texts{"1", "10", "100"});
    CHECK(values(R"({"pointers": ["/a", "/b"], "rows": [[1, "x"], [2, "y"]]})") ==
          Texts{"1 \"x\"", "2 \"y\""});
}

TEST_CASE("every level of one factor meets every level of the others", "[design]") {
    CHECK(values(R"({"pointer": "/a", "values": [1, 2]}, {"pointer": "/b", "values": [3, 4]})") ==
          Texts{"1 3", "1 4", "2 3", "2 4"});
    auto alone = read(R"({"scenario": "nayatel-busy-hour"})");
    REQUIRE(alone);
    CHECK(study::points_of(*alone).size() == 1);
}

TEST_CASE("a Latin hypercube has one point in each slice of each factor", "[design]") {
    auto study = read(R"({"scenario": "nayatel-busy-hour", "points": 20, "seed": 3, "factors": [
        {"pointer": "/a", "between": {"from": 0, "to": 1}},
        {"pointer": "/b", "between": {"from": 100, "to": 200}}]})");
    REQUIRE(study);
    std::vector<study::DesignPoint> points = study::points_of(*study);
    REQUIRE(points.size() == 20);
    for (std::size_t factor : {0, 1}) {
        std::vector<int> slices;
        for (const auto& point : points) {
            double value = std::stod(point.parameters[factor].value);
            slices.push_back(static_cast<int>((factor ? (value - 100) / 100 : value) * 20));
        }
        CHECK_FALSE(std::is_sorted(slices.begin(), slices.end()));
        std::sort(slices.begin(), slices.end());
        for (int i = 0; i < 20; ++i) CHECK(slices[static_cast<std::size_t>(i)] == i);
    }
    CHECK(study::points_of(*study)[7].variant.name == points[7].variant.name);  // no draw is left to chance
    study->seed = 4;
    CHECK(study::points_of(*study)[7].variant.name != points[7].variant.name);
}

TEST_CASE("a study's mistakes are told with their place", "[design]") {
    struct {
        const char *text, *pointer, *message;
    } const cases[] = {
        {R"({"replications": 3})", "/", "scenario"},
        {R"({"scenario": "no-such"})", "/scenario", "not known"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointer": "/a", "values": []}]})", "/factors/0/values",
         "is empty"},
        {R"({"scenario": "nayatel-day", "factors": []})", "/factors", "is empty"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointer": "/a", "values": [1]}, {"pointer": "/a", "values": [2]}]})",
         "/factors", "'/a' is varied twice"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointer": "/a"}]})", "/factors/0", "needs one of"},
        {R"({"scenario": "nayatel-day", "factors": [{"values": [1]}]})", "/factors/0", "needs either"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointer": "load", "values": [1]}]})",
         "/factors/0/pointer", "not a JSON pointer"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointers": ["/a", "/b"], "rows": [[1]]}]})",
         "/factors/0/rows", "row 1 has 1 values for 2"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointer": "/a", "range": {"from": 2, "to": 1, "step": 1}}]})",
         "/factors/0/range/to", "more than 'from'"},
        {R"({"scenario": "nayatel-day", "factors": [{"pointer": "/a", "range": {"from": "1 s", "to": "1 min", "count": 2}}]})",
         "/factors/0/range/to", "unit"},
        {R"({"scenario": "nayatel-day", "replications": 1})", "/replications", "2"},
        {R"({"scenario": "nayatel-day", "precision": 0})", "/precision", ""},
        {R"({"scenario": "nayatel-day", "precision": "0 %"})", "/precision", "more than 0"},
        {R"({"scenario": "nayatel-day", "precision": {"metric": "delay_p95"}})", "/precision",
         "needs 'relative'"},
        {R"({"scenario": "nayatel-day", "budget": 5})", "/budget", "10 runs"},
        {R"({"scenario": "nayatel-day", "baseline": 2})", "/baseline", "no point 2"},
        {R"({"scenario": "nayatel-day", "points": 5})", "/points", "between"},
        {R"({"scenario": "nayatel-day", "confidence": "100 %"})", "/confidence", "99.99"},
        {R"({"scenario": "nayatel-day", "warm_up": "soon"})", "/warm_up", ""},
        {R"({"scenario": "nayatel-day", "metrics": [{"metric": "delay_p95", "statistic": "p0"}]})",
         "/metrics/0/statistic", "p90"},
        {R"({"scenario": "nayatel-day", "sceanrio": 1})", "/sceanrio", "scenario"},
    };
    for (const auto& c : cases) {
        INFO(c.text);
        auto study = read(c.text);
        REQUIRE_FALSE(study);
        base::Problem first = *study.error().begin();
        CHECK(first.pointer == c.pointer);
        INFO(first.message);
        CHECK(first.message.find(c.message) != std::string::npos);
    }
}

TEST_CASE("a factor that points nowhere is told at the factor", "[design]") {
    struct {
        const char *factor, *pointer, *message;
    } const cases[] = {
        {R"({"pointer": "/load/multiplyer", "values": [1, 2]})", "/factors/0/pointer", "multiplier"},
        {R"({"pointer": "/topology/nodes/be99/processes/smtpd", "values": [1]})", "/factors/0/pointer",
         "be99"},
        {R"({"pointer": "/load/multiplier", "values": [1, -2]})", "/factors/0/values", "-2"},
        {R"({"pointer": "/duration", "values": ["1 parsec"]})", "/factors/0/values", "parsec"},
    };
    for (const auto& c : cases) {
        INFO(c.factor);
        auto study = read(R"({"scenario": "nayatel-busy-hour", "factors": [)" + std::string(c.factor) + "]}");
        REQUIRE(study);
        base::Problems wrong = study::check_points(*study, study::points_of(*study));
        REQUIRE(wrong.size() == 1);
        base::Problem first = *wrong.begin();
        CHECK(first.file == "s.json");
        CHECK(first.pointer.starts_with("/factors/0"));
        INFO(first.message);
        CHECK(first.message.find(c.message) != std::string::npos);
    }
}
