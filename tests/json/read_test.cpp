#include "json/read.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "json/write.hpp"

using namespace mailsim;
using json::Value;

namespace {

// All problems of a text, one a line.
std::string problems_of(std::string_view text) {
    base::Problems problems;
    json::read(text, "f", problems);
    std::string all;
    for (const base::Problem& problem : problems) all += to_string(problem) + "\n";
    return all;
}

Value tree_of(std::string_view text) {
    base::Problems problems;
    auto value = json::read(text, "f", problems);
    REQUIRE(problems.empty());
    REQUIRE(value);
    return *value;
}

}  // namespace

TEST_CASE("reads every kind of value and keeps the order of keys") {
    Value value = tree_of(R"({"z": [null, true, -3, 2.5, "\u00e9"], "a": {}})");
    CHECK(json::compact(value) == "{\"z\":[null,true,-3,2.5,\"\xc3\xa9\"],\"a\":{}}");
    CHECK(value.members()[0].key == "z");
    CHECK(value.find("z")->items()[2].is_integer());
    CHECK_FALSE(value.find("z")->items()[3].is_integer());
}

TEST_CASE("says where a mistake is") {
    struct Case {
        std::string_view text, found;
    };
    const Case cases[] = {
        {"", "f: /: the file is empty"},
        {" \n\t", "f: /: the file is empty"},
        {"{\"a\": 1", "f: /a: line 1, column 8: "},
        {"{\n \"a\": [1, 2\n", "f: /a/2: line 3, column 1: "},
        {"{\"a\" 1}", "line 1, column 6: "},
        {"{\"a\": 1} x", "f: /: line 1, column 10: "},
        {"{\"a\": 1, \"b\": {\"a\": 2, \"a\": 3}}", "f: /b/a: this key stands twice"},
        {"{\"a~/\": 1, \"a~/\": 1}", "f: /a~0~1: this key stands twice"},
        {"\"\xff\"", "ill-formed UTF-8"},
        {std::string_view("{\"a\": \0}", 8), "line 1, column 7"},
        {"[99999999999999999999]", "f: /0: 99999999999999999999 does not fit"},
        {"[9223372036854775808]", "f: /0: 9223372036854775808 does not fit"},
        {"[1e999]", "f: /0: line 1, column"},
        {"[NaN]", "f: /0: line 1, column"},
        {"[1,]", "f: /1: line 1, column"},
        {"// no\n{}", "f: /: line 1, column"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK_THAT(problems_of(c.text), Catch::Contains(std::string(c.found)));
    }
}

TEST_CASE("keeps the tree when a key stands twice, with the last value") {
    base::Problems problems;
    auto value = json::read(R"({"a": 1, "b": 2, "a": 3})", "f", problems);
    CHECK(problems.size() == 1);
    REQUIRE(value);
    CHECK(json::compact(*value) == R"({"a":3,"b":2})");
}

TEST_CASE("refuses nesting deeper than its limit and takes the limit itself") {
    auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(problems_of(nested(json::deepest_nesting)).empty());
    CHECK_THAT(problems_of(nested(json::deepest_nesting + 1)), Catch::Contains("nested deeper than 200"));
    CHECK_THAT(problems_of(std::string(1'000'000, '[')), Catch::Contains("nested deeper"));
}

TEST_CASE("any cut of a good text is a problem and never a crash") {
    const std::string text = R"({"name": "x\u0041", "list": [1, -2.5e3, {"deep": [true, false, null]}]})";
    for (std::size_t length = 0; length < text.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(problems_of(std::string_view(text).substr(0, length)).empty());
    }
    CHECK(problems_of(text).empty());
}

TEST_CASE("files that are missing, folders or too large are refused") {
    base::Problems problems;
    CHECK_FALSE(json::read_file("/nowhere/at-all.json", problems));
    CHECK_FALSE(json::read_file("/tmp", problems));
    auto path = std::filesystem::temp_directory_path() / "mailsim-json-large.json";
    std::ofstream(path) << "{}";
    std::filesystem::resize_file(path, json::largest_file + 1);
    CHECK_FALSE(json::read_file(path.string(), problems));
    CHECK_FALSE(json::read_file("/dev/zero", problems));  // has no size, and no end
    std::filesystem::remove(path);
    REQUIRE(problems.size() == 4);
    auto message = problems.begin();
    CHECK(message++->message == "cannot be read: No such file or directory");
    CHECK(message++->message == "is a folder, not a file");
    CHECK(message++->message == "is larger than 32 MB, the most that is read");
    CHECK(message++->message == "is larger than 32 MB, the most that is read");
}
