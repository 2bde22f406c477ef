#include "study/plan.hpp"

#include <catch2/catch.hpp>

#include "study/execute.hpp"

using namespace mailsim;
using study::Plan;
using study::Run;

TEST_CASE("a run in the plan keeps its line", "[plan]") {
    Plan plan;
    Run first{{{"/load/multiplier", "1.2"}}, 3, {}, false, false, false, {}}, second = first;
    second.replication = 4;
    CHECK(plan.add(first) == 0);
    CHECK(plan.add(second) == 1);
    CHECK(plan.add(first) == 0);
    CHECK(plan.size() == 2);
    CHECK(plan.run(1).replication == 4);
}

TEST_CASE("a run's line reads back to itself", "[plan]") {
    Run run{
        {{"/title", "two words"}, {"/load/multiplier", "1.5"}, {"/topology/nodes/be2/processes/smtpd", "8"}},
        7,
        {"queue"},
        true,
        true,
        true,
        study::PairWith{3, 300, 5400.5}};
    std::string line = study::to_line(run);
    CHECK(line ==
          R"({"set":{"/title":"two words","/load/multiplier":1.5,"/topology/nodes/be2/processes/smtpd":8},)"
          R"("replication":7,"curves":["queue"],"stations":true,"rows":true,"watch":true,)"
          R"("pair":{"with":3,"late":300.0,"until":5400.5}})");
    auto back = study::run_of_line(line);
    REQUIRE(back);
    CHECK(study::to_line(*back) == line);
}

TEST_CASE("a later value of one pointer takes the place of the earlier", "[plan]") {
    Run run{{{"/seed", "1"}, {"/duration", "1 h"}, {"/seed", "2"}}, 0, {}, false, false, false, {}};
    CHECK(study::to_line(run) == R"({"set":{"/seed":2,"/duration":"1 h"},"replication":0})");
}

TEST_CASE("refuses what is no line of a plan", "[plan]") {
    for (const char* text : {"", "[]", "{", R"({"set":{}})", R"({"set":[],"replication":1})",
                             R"({"set":{},"replication":-1})", R"({"set":{},"replication":"1"})"})
        CHECK_FALSE(study::run_of_line(text));
}

TEST_CASE("names lines as lists of stretches", "[plan]") {
    using Lines = std::vector<std::size_t>;
    for (const auto& [text, lines] :
         {std::pair{"0-3,7", Lines{0, 1, 2, 3, 7}}, {"5", Lines{5}}, {"1,3-4", Lines{1, 3, 4}}}) {
        CHECK(study::lines_text(lines) == text);
        CHECK(*study::lines_of(text) == lines);
    }
    for (const char* wrong : {"", "x", "3-1", "1,", "1-", "-1", "1 2", "999999999999"})
        CHECK_FALSE(study::lines_of(wrong));
}
