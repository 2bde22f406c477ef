#include <string>

#include <catch2/catch.hpp>

#include "base/random.hpp"
#include "smtp/content.hpp"

using namespace mailsim;

namespace {

struct Read {
    std::string content, rest;
    bool ended = false, bare = false;
};

// Reads wire in pieces of `step` octets.
Read read(const std::string& wire, std::size_t step) {
    smtp::ContentReader reader;
    reader.start();
    Read out;
    for (std::size_t i = 0; i < wire.size(); i += step) {
        std::string_view input = std::string_view(wire).substr(i, step);
        while (!input.empty() && !reader.ended()) out.content += reader.next(input);
        out.rest += input;
    }
    out.ended = reader.ended();
    out.bare = reader.bare_newline();
    return out;
}

std::string written(const std::string& content, std::size_t step) {
    smtp::ContentWriter writer;
    std::string out;
    for (std::size_t i = 0; i < content.size(); i += step) writer.write(content.substr(i, step), out);
    writer.finish(out);
    return out;
}

}  // namespace

TEST_CASE("unstuffs dots and ends at CR LF . CR LF only, however the octets are cut") {
    struct Case {
        const char* wire;
        const char* content;
        bool ended, bare;
        const char* rest;
    };
    const Case cases[] = {
        {"a\r\n.\r\nQUIT", "a\r\n", true, false, "QUIT"},
        {".\r\n", "", true, false, ""},
        {"..\r\n.\r\n", ".\r\n", true, false, ""},
        {".a\r\n..b\r\n.\r\n", "a\r\n.b\r\n", true, false, ""},
        {"a\n.\r\n", "a\n.\r\n", false, true, ""},
        {"a\n.\n", "a\n.\n", false, true, ""},
        {"a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", true, true, ""},
        {"a\r.\rb\r\n.\r\n", "a\r.\rb\r\n", true, true, ""},
        {"a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", true, true, ""},
        {"a\r\r\n.\r\n", "a\r\r\n", true, true, ""},
        {"a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n", true, true, ""},
        {"a\r", "a", false, false, ""},
        {"\r\n\r\n.\r\n", "\r\n\r\n", true, false, ""},
    };
    for (const Case& c : cases)
        for (std::size_t step : {1u, 2u, 3u, 5u, 100u}) {
            Read found = read(c.wire, step);
            INFO(c.wire << " in pieces of " << step);
            CHECK(found.content == c.content);
            CHECK(found.ended == c.ended);
            CHECK(found.bare == c.bare);
            CHECK(found.rest == c.rest);
        }
}

TEST_CASE("writes every line end as CR LF and stuffs every line's dot") {
    struct Case {
        const char* content;
        const char* wire;
    };
    const Case cases[] = {
        {"", ".\r\n"},
        {"a", "a\r\n.\r\n"},
        {"a\r\n", "a\r\n.\r\n"},
        {".\r\n", "..\r\n.\r\n"},
        {"a\n.\r\nMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n.\r\n"},
        {"a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"},
        {"a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"},
        {"a\r\r\n.", "a\r\n\r\n..\r\n.\r\n"},
        {"a\r", "a\r\n.\r\n"},
    };
    for (const Case& c : cases)
        for (std::size_t step : {1u, 2u, 100u}) {
            INFO(c.content);
            CHECK(written(c.content, step) == c.wire);
        }
}

TEST_CASE("no content can end itself, or say a command, at a server that is careless about line ends") {
    base::Draws draws{3, 0};
    for (std::uint64_t number = 0; number < 20'000; ++number) {
        std::string content;
        for (std::uint64_t i = 0; i < 12; ++i)
            content += "\r\n.a"[draws.below(4, number, base::Purpose::test, i)];
        std::string wire = written(content, 1 + number % 5);
        // the careless server: any of CR, LF and CR LF ends a line, a line of one dot ends the content
        std::string line;
        std::size_t ends = 0;
        for (std::size_t i = 0; i < wire.size(); ++i) {
            if (wire[i] != '\r' && wire[i] != '\n') {
                line += wire[i];
                continue;
            }
            if (line == ".") ends += 1;
            if (wire[i] == '\r' && wire[i + 1] == '\n') ++i;
            line.clear();
        }
        CHECK(ends == 1);
        Read back = read(wire, 1 + number % 7);
        CHECK(back.ended);
        CHECK_FALSE(back.bare);
        CHECK(back.rest.empty());
    }
}
