#include "serve/child.hpp"

#include <catch2/catch.hpp>
#include <csignal>

#include "serve/ask.hpp"

using namespace mailsim::serve;
using namespace std::chrono_literals;

namespace {

Ending shell(const std::string& script, ChildLimits limits = {}) {
    return run_child({"/bin/sh", "-c", script}, limits);
}

}  // namespace

TEST_CASE("a child's output, errors and status are taken, and what it closes early") {
    Ending ending = shell("echo out; echo err >&2; exec >&- 2>&-; exit 7");
    CHECK(ending.output == "out\n");
    CHECK(ending.errors == "err\n");
    CHECK(ending.status == 7);
}

TEST_CASE("lines of standard error are heard one by one as they come") {
    std::vector<std::string> heard;
    run_child({"/bin/sh", "-c", "printf 'one\\ntw' >&2; printf 'o\\nrest' >&2"}, {}, {},
              [&](std::string_view line) { heard.emplace_back(line); });
    CHECK(heard == std::vector<std::string>{"one", "two"});
}

TEST_CASE("a crash is told by its signal") {
    Ending ending = shell("kill -SEGV $$");
    CHECK(ending.signal == SIGSEGV);
    CHECK(ending.crashed());
    CHECK(failure_of(ending) == "it crashed (Segmentation fault)");
}

TEST_CASE("a child that takes too long is ended, with all that it started") {
    ChildLimits limits;
    limits.time = 1s;
    Ending ending = shell("sleep 1000 & sleep 1000", limits);
    CHECK(ending.late);
    CHECK_FALSE(ending.crashed());
    CHECK(failure_of(ending) == "it took longer than is allowed, and was ended");
}

TEST_CASE("a child that says too much is ended") {
    ChildLimits limits;
    limits.output = 100'000;
    Ending ending = shell("while :; do echo 0123456789012345678901234567890123456789; done", limits);
    CHECK(ending.too_long);
    CHECK(ending.output.size() <= 100'000);
}

TEST_CASE("a child is told to stop and may still finish its work") {
    std::stop_source stop;
    Ending ending = run_child(
        {"/bin/sh", "-c", "trap 'echo saved; exit 130' TERM; echo ready >&2; while :; do sleep 0.05; done"},
        {}, stop.get_token(), [&](std::string_view) { stop.request_stop(); });
    CHECK(ending.stopped);
    CHECK(ending.output == "saved\n");
    CHECK(ending.status == 130);
}

TEST_CASE("a program that is not there is a failure, not an exception") {
    Ending ending = run_child({"/no/such/program"}, {});
    CHECK(ending.status == 127);
    CHECK_FALSE(failure_of(ending).empty());
}
