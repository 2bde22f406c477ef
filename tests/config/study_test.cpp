// Studies as files; what their factors make is tested with the room study.
#include "config/study.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "config/schema.hpp"
#include "config/shipped.hpp"
#include "json/read.hpp"

using namespace mailsim;

namespace {

const int home = setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);

json::Value tree_of(const std::string& text) {
    base::Problems problems;
    auto tree = json::read(text, "", problems);
    REQUIRE(tree);
    return *tree;
}

}  // namespace

TEST_CASE("every shipped study reads without a problem") {
    auto names = config::shipped_names(config::Shipped::study);
    CHECK(names.size() >= 2);
    for (const std::string& name : names) {
        CAPTURE(name);
        auto study = config::load_study(name);
        REQUIRE(study);
        CHECK(study->factors.size() >= 1);
        CHECK_FALSE(study->title.empty());
    }
}

TEST_CASE("the schema of studies has the keys that the reader knows") {
    auto text = config::schema("study");
    REQUIRE(text);
    json::Value schema = tree_of(*text);
    const json::Value* properties = schema.find("properties");
    REQUIRE(properties);
    for (const char* key :
         {"title", "scenario", "set", "factors", "points", "replications", "seed", "metrics", "objectives",
          "confidence", "warm_up", "precision", "budget", "baseline"}) {
        CAPTURE(key);
        const json::Value* property = properties->find(key);
        REQUIRE(property);
        CHECK(property->find("description"));
    }
    const json::Value* factor = properties->find("factors")->find("items");
    for (const char* key : {"name", "pointer", "pointers", "values", "range", "rows", "between"})
        CHECK(factor->find("properties")->find(key));
}

TEST_CASE("a study reads all that its file says") {
    auto study = config::read_study(
        tree_of(R"({"scenario": "nayatel-busy-hour", "title": "t", "set": {"/duration": "1 h"},
        "factors": [{"name": "cores", "pointers": ["/topology/hosts/be2/cores", "/load/multiplier"], "rows": [[4, 1], [8, 2]]}],
        "replications": 7, "seed": 3, "metrics": ["delay_p95", {"metric": "busiest", "statistic": "p90"}],
        "objectives": [{"metric": "error_rate", "limit": "1 %", "direction": "at_most"}],
        "confidence": "90 %", "warm_up": "10 min", "precision": {"relative": "5 %"}, "budget": 100, "baseline": 2})"),
        "here/s.json");
    REQUIRE(study);
    CHECK(study->name == "s");
    CHECK(study->set[0].target == "/duration");
    CHECK(study->set[0].value == "\"1 h\"");
    CHECK(study->factors[0].name == "cores");
    CHECK(study->factors[0].rows[1] == std::vector<std::string>{"8", "2"});
    CHECK(study->replications == 7);
    CHECK(study->seed == 3);
    CHECK_FALSE(study->metrics[0].quantile);
    CHECK(study->metrics[1].quantile == 0.9);
    CHECK(study->confidence == 0.9);
    CHECK(study->warm_up == scenario::WarmUp::fixed);
    CHECK(study->warm_up_time == std::chrono::minutes(10));
    CHECK(study->precision->relative == 0.05);
    CHECK(study->budget == 100);
    CHECK(study->baseline == 2);
    CHECK(config::is_study(tree_of(R"({"scenario": "x"})")));
    CHECK_FALSE(config::is_study(tree_of(R"({"topology": "x"})")));
}
