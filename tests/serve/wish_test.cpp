#include "serve/wish.hpp"

#include <catch2/catch.hpp>

#include "json/write.hpp"

using namespace mailsim;
using namespace mailsim::serve;

namespace {

// The shipped estates are found beside the sources.
struct Home {
    Home() { setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1); }
} home;

std::string first_problem(const Body& body) {
    return body.problems().empty()
               ? ""
               : body.problems().begin()->pointer + " " + body.problems().begin()->message;
}

}  // namespace

TEST_CASE("an estate by its name changes nothing") {
    Catalog catalog;
    Body body(R"({"topology": "single-server"})");
    Wish wish = read_wish(body, catalog);
    CHECK(wish.changes_nothing);
    CHECK(wish.topology_argument == "single-server");
    CHECK(body.problems().empty());
}

TEST_CASE("faults, records and changes join those of the scenario") {
    Catalog catalog;
    Body body(R"({"scenario": "faults/wrong-mx", "faults": [{"target": "be2"}], "records": [{"name": "x"}],
                  "set": {"/seed": 2, "/title": "a b"}})");
    Wish wish = read_wish(body, catalog);
    CHECK_FALSE(wish.changes_nothing);
    CHECK(wish.document.find("records")->items().size() == 2);  // the scenario's own, and ours
    CHECK(json::compact(*wish.document.find("faults")) == R"([{"target":"be2"}])");
    CHECK(wish.sets == std::vector<std::string>{"/seed=2", "/title=\"a b\""});
}

TEST_CASE("mistakes in a body are told with their place") {
    Catalog catalog;
    struct Case {
        const char *text, *expected;
    };
    for (auto [text, expected] :
         {Case{R"({"topology": "nowhere"})", "/topology no topology is called 'nowhere'"},
          {R"({"scenario": "../secret"})", "/scenario no scenario is called '../secret'"},
          {R"({"scenario": 1})", "/scenario a text is needed"},
          {R"({"faults": {}})", "/faults an array is needed"},
          {R"({"set": []})", "/set an object is needed"},
          {R"({"set": {"seed": 1}})", "/set 'seed' is not a JSON pointer"},
          {R"([])", "/ an object is needed"}}) {
        Body body(text);
        read_wish(body, catalog);
        CHECK(first_problem(body) == expected);
    }
    Body body(R"({"topologi": "nayatel"})");
    read_wish(body, catalog);
    body.refuse_unknown();
    CHECK(first_problem(body).find("did you mean 'topology'?") != std::string::npos);
}
