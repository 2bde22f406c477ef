#include "json/write.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "json/read.hpp"

using namespace mailsim;
using json::Value;

TEST_CASE("writes numbers as the shortest text that reads back to the same") {
    struct Case {
        Value value;
        std::string_view text;
    };
    const Case cases[] = {
        {0.1, "0.1"},
        {1.0, "1.0"},
        {1, "1"},
        {1e22, "1e+22"},
        {1.0 / 3, "0.3333333333333333"},
        {-0.0, "-0.0"},
        {std::numeric_limits<double>::infinity(), "null"},
        {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
    };
    for (const Case& c : cases) CHECK(json::compact(c.value) == c.text);
}

TEST_CASE("escapes what JSON does not allow and replaces what is not UTF-8") {
    CHECK(json::quoted("a\"\\\n\x01\x7f") == R"("a\"\\\n\u0001\u007f")");
    CHECK(json::quoted("\xc3\xa9") == "\"\xc3\xa9\"");
    CHECK(json::quoted("x\xff\xc0\xafy\xed\xa0\x80") ==
          "\"x\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST_CASE("pretty text keeps short arrays on one line") {
    Value value = Value::object({{"a", Value::array({1, 2})},
                                 {"b", Value::array({Value::object({{"c", true}})})},
                                 {"d", Value::array()},
                                 {"e", Value::object()}});
    CHECK(json::pretty(value) ==
          "{\n  \"a\": [1, 2],\n  \"b\": [\n    {\n      \"c\": true\n    }\n  ],\n"
          "  \"d\": [],\n  \"e\": {}\n}\n");
}

TEST_CASE("what is written reads back to the same tree") {
    Value value = Value::object({{"x", Value::array({nullptr, false, -7, 0.25, "\t/\x1f"})},
                                 {"", Value::object({{"~/", Value::array({Value::array()})}})}});
    base::Problems problems;
    CHECK(json::read(json::compact(value), "f", problems) == value);
    CHECK(json::read(json::pretty(value), "f", problems) == value);
    CHECK(problems.empty());
}
