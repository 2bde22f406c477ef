// Every shipped file reads without a problem, and says what the documents say.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "config/load.hpp"
#include "config/shipped.hpp"

using namespace mailsim;

namespace {

// Before anything looks for shipped files: those of this tree.
const int home = setenv("MAILSIM_HOME", MAILSIM_SOURCE_DIR, 1);

std::string all_of(const base::Problems& problems) {
    std::string all;
    for (const base::Problem& problem : problems) all += to_string(problem) + "\n";
    return all;
}

}  // namespace

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
