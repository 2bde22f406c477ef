// Every shipped file reads without a problem, and says what the documents say.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "config/load.hpp"
#include "config/shipped.hpp"
#include "json/read.hpp"
#include "made_file.hpp"

using namespace mailsim;

namespace {

// Before anything looks for shipped files: those of this tree.
const int home = setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);

std::string all_of(const base::Problems& problems) {
    std::string all;
    for (const base::Problem& problem : problems) all += to_string(problem) + "\n";
    return all;
}

// The first json block of a README.
json::Value example_in(const std::string& path) {
    std::stringstream all;
    all << std::ifstream(path).rdbuf();
    std::string text = all.str();
    std::size_t begin = text.find("```json\n");
    REQUIRE(begin != std::string::npos);
    begin += 8;
    base::Problems problems;
    auto tree = json::read(text.substr(begin, text.find("```", begin) - begin), path, problems);
    INFO(all_of(problems));
    REQUIRE(tree);
    return *tree;
}

}  // namespace

TEST_CASE("the examples of the READMEs work") {
    CHECK(test::said_of(example_in(MAILSIM_SOURCE_DIR "/scenarios/README.md")) == "");

    const std::string zones = MAILSIM_SOURCE_DIR "/topologies/zones/single-server/";
    json::Value tree = example_in(MAILSIM_SOURCE_DIR "/topologies/README.md");
    *tree.find("zones") = json::Value::array({zones + "small.example.zone", zones + "far.example.zone"});
    CHECK(test::said_of(tree) == "");
}

TEST_CASE("every shipped file is without problems") {
    for (auto kind : {config::Shipped::topology, config::Shipped::scenario}) {
        auto names = config::shipped_names(kind);
        CHECK_FALSE(names.empty());
        for (const std::string& name : names) {
            CAPTURE(name);
            std::string folder = kind == config::Shipped::topology ? "/topologies/" : "/scenarios/";
            CHECK(all_of(config::check_file(MAILSIM_SOURCE_DIR + folder + name + ".json")) == "");
        }
    }
}
