// Shipped files with one place damaged never crash the reader: the answer is a value or problems that name
// the file. Every place of the small topology; of the large files some, or all when MAILSIM_TEST_ALL is set.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>

#include "config/load.hpp"
#include "json/pointer.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "made_file.hpp"

using namespace mailsim;
using json::Value;

namespace {

void collect(const Value& value, const json::Pointer& at, std::vector<json::Pointer>& all) {
    all.push_back(at);
    auto below = [&](std::string token, const Value& child) {
        json::Pointer pointer = at;
        pointer.push(std::move(token));
        collect(child, pointer, all);
    };
    if (value.is_object())
        for (const json::Member& member : value.members()) below(member.key, member.value);
    if (value.is_array())
        for (std::size_t i = 0; i < value.items().size(); ++i) below(std::to_string(i), value.items()[i]);
}

// The tree without this key or item.
Value without(const Value& tree, const json::Pointer& at) {
    Value copy = tree;
    json::Pointer above;
    for (std::size_t i = 0; i + 1 < at.tokens().size(); ++i) above.push(at.tokens()[i]);
    auto* parent = const_cast<Value*>(json::find(copy, above));
    const std::string& token = at.tokens().back();
    if (parent->is_array())
        parent->items().erase(parent->items().begin() + std::stol(token));
    else
        std::erase_if(parent->members(), [&](const json::Member& m) { return m.key == token; });
    return copy;
}

using Read = std::function<std::optional<base::Problems>(const Value&)>;

// How many damaged trees were refused; every refusal says something.
int damage(const Value& tree, std::size_t stride, const Read& read) {
    if (std::getenv("MAILSIM_TEST_ALL")) stride = 1;
    std::vector<json::Pointer> places;
    collect(tree, {}, places);
    int refused = 0;
    for (std::size_t i = 1; i < places.size(); i += stride) {
        std::vector<Value> damaged{without(tree, places[i])};
        for (const char* text : {"null", "\"\"", "-1", "{}", "[]", "\"~\\u0000\xc3\xa9\"", "1e300"}) {
            base::Problems ignored;
            Value copy = tree;
            REQUIRE(json::replace(copy, places[i], *json::read(text, "", ignored)));
            damaged.push_back(std::move(copy));
        }
        for (const Value& one : damaged) {
            auto problems = read(one);
            if (!problems) continue;
            ++refused;
            CAPTURE(places[i].text());
            CHECK_FALSE(problems->empty());
            for (const base::Problem& problem : *problems) CHECK_FALSE(problem.message.empty());
        }
    }
    return refused;
}

std::optional<base::Problems> read_topology(const Value& tree) {
    auto estate = config::read_topology(tree, "F");
    return estate ? std::nullopt : std::optional(estate.error());
}

std::optional<base::Problems> read_scenario(const Value& tree) {
    auto loaded = config::read_scenario(tree, MAILSIM_SOURCE_DIR "/scenarios/F");
    return loaded ? std::nullopt : std::optional(loaded.error());
}

}  // namespace

TEST_CASE("damaged topologies give a value or problems, never a crash") {
    // Refusals are the rule: few places of a topology may hold anything.
    CHECK(damage(test::topology_tree("single-server"), 1, read_topology) > 1000);
    CHECK(damage(test::topology_tree("postfix-lab"), 13, read_topology) > 300);
    CHECK(damage(test::topology_tree("nayatel"), 61, read_topology) > 150);
}

TEST_CASE("damaged scenarios give a value or problems, never a crash") {
    for (const char* name : {"be2-outage", "spam-flood", "faults/wrong-mx"})
        CHECK(damage(test::scenario_tree(name), 2, read_scenario) > 30);
}
