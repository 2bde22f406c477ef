#include "load/trace.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::load;
using namespace std::chrono_literals;

TEST_CASE("a trace is read and put in order of time") {
    mail::AddressBook book;
    base::Problems problems;
    auto trace = read_trace(
        "t,from,to,size\n"
        "# a comment\n"
        "2.5, a@x.example, b@y.example; c@y.example, 10 KB\r\n"
        "\n"
        "0.001,<>,a@x.example,512",
        "t.csv", book, problems);
    CHECK(problems.empty());
    REQUIRE(trace.size() == 2);
    CHECK(trace[0].at == base::Instant{} + 1ms);
    CHECK(trace[0].from.null());
    CHECK(trace[0].size.count == 512);
    CHECK(trace[1].at == base::Instant{} + 2500ms);
    CHECK(book.text(trace[1].from) == "a@x.example");
    REQUIRE(trace[1].to.size() == 2);
    CHECK(book.text(trace[1].to[1]) == "c@y.example");
    CHECK(trace[1].size.count == 10000);
}

TEST_CASE("every bad line of a trace is a problem at its place, good ones stay") {
    const char* bad[] = {"1,a@x.example,b@y.example",
                         "1,a@x.example,b@y.example,5,6",
                         "soon,a@x.example,b@y.example,5",
                         "-1,a@x.example,b@y.example,5",
                         "nan,a@x.example,b@y.example,5",
                         "inf,a@x.example,b@y.example,5",
                         "1e300,a@x.example,b@y.example,5",
                         "1,a x.example,b@y.example,5",
                         "1,a@x.example,,5",
                         "1,a@x.example,<>,5",
                         "1,a@x.example,b@y.example,0",
                         "1,a@x.example,b@y.example,-5",
                         "1,a@x.example,b@y.example,5 kg",
                         "1,a@x.example,b@y.example,"};
    for (const char* line : bad) {
        INFO(line);
        mail::AddressBook book;
        base::Problems problems;
        auto trace = read_trace(
            std::string("0,a@x.example,b@y.example,1\n") + line + "\n3,a@x.example,b@y.example,1\n", "t.csv",
            book, problems);
        CHECK(trace.size() == 2);
        REQUIRE(problems.size() == 1);
        CHECK(problems.begin()->file == "t.csv");
        CHECK(problems.begin()->pointer == "line 2");
    }
}

TEST_CASE("an empty trace is no problem of its own") {
    mail::AddressBook book;
    base::Problems problems;
    CHECK(read_trace("", "t.csv", book, problems).empty());
    CHECK(problems.empty());
}
