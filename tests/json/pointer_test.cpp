#include "json/pointer.hpp"

#include <catch2/catch.hpp>

#include "json/read.hpp"
#include "json/write.hpp"

using namespace mailsim;
using json::Value;

namespace {

Value tree_of(std::string_view text) {
    base::Problems problems;
    auto value = json::read(text, "f", problems);
    REQUIRE(value);
    return *value;
}

// The tree after putting 9 at this place, or the reason why not.
std::string replaced(std::string_view text, std::string_view pointer) {
    Value root = tree_of(text);
    auto done = json::replace(root, *json::Pointer::parse(pointer), 9);
    if (done) return json::compact(root);
    CHECK(root == tree_of(text));  // nothing half made
    return done.error();
}

}  // namespace

TEST_CASE("finds the examples of RFC 6901 section 5") {
    Value root = tree_of(R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5,
                             "k\"l": 6, " ": 7, "m~n": 8})");
    struct Case {
        std::string_view pointer, value;
    };
    const Case cases[] = {{"/foo", R"(["bar","baz"])"},
                          {"/foo/0", "\"bar\""},
                          {"/", "0"},
                          {"/a~1b", "1"},
                          {"/c%d", "2"},
                          {"/e^f", "3"},
                          {"/g|h", "4"},
                          {"/i\\j", "5"},
                          {"/k\"l", "6"},
                          {"/ ", "7"},
                          {"/m~0n", "8"}};
    for (const Case& c : cases) {
        auto pointer = json::Pointer::parse(c.pointer);
        REQUIRE(pointer);
        CHECK(pointer->text() == c.pointer);
        const Value* found = json::find(root, *pointer);
        REQUIRE(found);
        CHECK(json::compact(*found) == c.value);
    }
    CHECK(json::find(root, *json::Pointer::parse("")) == &root);
    CHECK_FALSE(json::find(root, *json::Pointer::parse("/foo/2")));
    CHECK_FALSE(json::find(root, *json::Pointer::parse("/foo/00")));
    CHECK_FALSE(json::find(root, *json::Pointer::parse("/foo/-")));
}

TEST_CASE("refuses texts that are no pointer") {
    CHECK_FALSE(json::Pointer::parse("foo"));
    CHECK_FALSE(json::Pointer::parse("/a~2"));
    CHECK_FALSE(json::Pointer::parse("/a~"));
}

TEST_CASE("replaces by key, position and name, and makes objects on the way") {
    CHECK(replaced(R"({"a": 1})", "/a") == R"({"a":9})");
    CHECK(replaced(R"({"a": 1})", "/b/c") == R"({"a":1,"b":{"c":9}})");
    CHECK(replaced(R"({"a": [1, 2]})", "/a/1") == R"({"a":[1,9]})");
    CHECK(replaced(R"({"a": [1, 2]})", "/a/-") == R"({"a":[1,2,9]})");
    CHECK(replaced(R"({"nodes": [{"id": "x"}, {"id": "be2"}]})", "/nodes/be2/host") ==
          R"({"nodes":[{"id":"x"},{"id":"be2","host":9}]})");
}

TEST_CASE("a pointer that leads nowhere names the nearest known item") {
    CHECK(replaced(R"({"nodes": [{"id": "be2"}]})", "/nodes/be22/host") ==
          "item 'be22' is not known; did you mean 'be2'?");
    CHECK(replaced(R"({"a": [1, 2]})", "/a/5") ==
          "there is no item 5; the array has 2 items, counted from 0");
    CHECK(replaced(R"({"a": 1})", "/a/b") == "'b' is looked for in a whole number, which holds nothing");
}

TEST_CASE("a replaced place is told with positions as numbers") {
    Value root = tree_of(R"({"nodes": [{"id": "x"}, {"id": "be2"}]})");
    auto done = json::replace(root, *json::Pointer::parse("/nodes/be2/id"), "be3");
    REQUIRE(done);
    CHECK(done->text() == "/nodes/1/id");
}
