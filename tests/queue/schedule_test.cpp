#include "queue/schedule.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "queue/presets.hpp"

using namespace mailsim;
using namespace mailsim::queue;
using base::Duration;
using base::Instant;
using namespace std::chrono_literals;

namespace {

Instant at(double seconds) { return Instant{base::from_seconds(seconds)}; }

// Ages at the end of every attempt until the schedule gives up, when each attempt fails after `length`.
std::vector<double> ages(const Schedule& schedule, Instant arrived, Duration length,
                         bool null_sender = false) {
    std::vector<double> out;
    Instant begin = arrived + 20ms;
    for (std::uint32_t n = 1; n < 100000; ++n) {
        Instant end = begin + length;
        out.push_back(base::seconds(end - arrived));
        Retry retry = schedule.after({arrived, end, n, null_sender});
        if (retry.give_up) return out;
        REQUIRE(retry.at >= end);
        begin = retry.at;
    }
    FAIL("the schedule never ends");
    return out;
}

std::vector<double> minutes(const char* preset, Duration length = 0s) {
    auto out = ages(find_preset(preset)->make(), at(0), length);
    for (double& age : out) age /= 60;
    return out;
}

Schedule postfix(Duration minimal, Duration maximal, Duration delay, Duration lifetime, Duration phase) {
    return {PostfixBackoff{minimal, maximal, delay, phase, lifetime, 60s}, {}, 1};
}

}  // namespace

// Recorded case 8: three gateways with scaled-down times. The logs round ages to 1 s; the phase of the scan
// is fitted once for each gateway. Instants are those of the recording after 1795419047 s.
TEST_CASE("Postfix's backoff gives every age of recorded case 8 to the second") {
    const Schedule gwr1 = postfix(4s, 60s, 2s, 240s, 240ms);
    const Schedule gwr2 = postfix(10s, 133s, 10s, 400s, 8660ms);
    const Schedule gwr3 = postfix(6s, 40s, 1s, 150s, 240ms);
    struct Case {
        const char* name;
        const Schedule& schedule;
        double arrived;
        Duration attempt;
        std::vector<double> recorded;
    };
    const Case cases[] = {
        {"gwr1, refused", gwr1, 0.614799, 0s, {0.03, 4, 8.1, 16, 32, 64, 124, 184, 244}},
        {"gwr2, refused", gwr2, 0.670526, 0s, {0.02, 18, 38, 78, 158, 298, 438}},
        {"gwr3, refused", gwr3, 0.705624, 0s, {0.02, 5, 10, 19, 37, 73, 112, 151}},
        {"gwr3, refused, 25 s later", gwr3, 25.741413, 0s, {0, 5, 10, 19, 37, 73, 112, 150}},
        {"gwr1, black hole", gwr1, 45.746816, 5s, {5, 14, 32, 68, 132, 196, 259}},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        auto simulated = ages(c.schedule, at(c.arrived), c.attempt);
        REQUIRE(simulated.size() == c.recorded.size());
        for (std::size_t i = 0; i < simulated.size(); ++i)
            CHECK(simulated[i] == Approx(c.recorded[i]).margin(1));
    }
}

// Recorded case 20: minimal 5 s, maximal 60 s, scans every 5 s; tried at 0, 4 and 9 s of age.
TEST_CASE("Postfix's backoff tries at 4 and 9 s as in recorded case 20") {
    auto simulated = ages(postfix(5s, 60s, 5s, 20s, 0ms), at(5.921533 + 4.9), 1ms);
    const double expected[] = {0, 4, 9};
    for (std::size_t i = 0; i < 3; ++i) CHECK(simulated.at(i) == Approx(expected[i]).margin(1));
}

// Default times, arrival right after a scan: waits are the age, at least 300 s and at most 4000 s, rounded up
// to the scan every 300 s: 5, 10, 20, 40, 80 min; 80 + 66.7 = 146.7 -> 150; 216.7 -> 220. In 5 days about 107
// tries.
TEST_CASE("Postfix with default times tries at 0, 5, 10, 20, 40, 80, 150, 220 minutes") {
    auto m = minutes("postfix");
    const double expected[] = {0, 5, 10, 20, 40, 80, 150, 220};
    for (std::size_t i = 0; i < 8; ++i) CHECK(m.at(i) == Approx(expected[i]).margin(0.1));
    CHECK(m.size() == 108);
    CHECK(m.back() == Approx(7220).margin(0.1));
}

TEST_CASE("a bounce expires at its own lifetime") {
    auto schedule = postfix(4s, 60s, 2s, 240s, 0ms);
    auto a = ages(schedule, at(0), 0s, true);
    CHECK(a.back() >= 60);
    CHECK(a.back() <= 66);
}

// Ages in minutes. Exim: 8 waits of 15 min, then 1 h growing by 1.5 until 16 h, then 6 h: 28 tries in 4 days.
// Axigen: 5 min doubled: 5 15 35 75 155 315 635, then 8 h each: the 20th retry at 635 + 13 * 480 = 6875 min.
TEST_CASE("presets follow the published tables") {
    struct Case {
        const char* preset;
        std::vector<double> first;
        std::size_t tries;
        double last;
    };
    const Case cases[] = {
        {"exim", {0, 15, 30, 45, 60, 75, 90, 105, 120, 180, 270, 405, 607.5, 911.25, 1366.875}, 28, 6046.9},
        {"axigen", {0, 5, 15, 35, 75, 155, 315, 635, 1115}, 21, 6875},
        {"aol", {0, 5.533, 11.533, 21.533, 31.533}, 5, 31.533},
        {"qq",
         {0, 5.083, 5.183, 5.283, 6.317, 8.367, 12.417, 20.483, 52.517, 84.583, 144.7, 204.933},
         12,
         204.933},
        {"hotmail", {0, 1.017, 2.05, 3.067, 5.1, 8.117, 12.133, 16.167, 20.167, 24.167}, 0, 7200},
        {"yandex", {0, 1.083, 2.967, 6.883, 14.917, 30.467, 45.683, 61.017, 76.517}, 0, 7200},
        {"gmail", {0, 6.033, 29.033, 56.6, 98.733, 162.05, 229.733, 309.083, 434.767}, 0, 7200},
        {"rfc5321", {0, 30, 60, 210}, 0, 7200},
        {"sendmail", {0, 30, 60, 90}, 241, 7200},
    };
    for (const Case& c : cases) {
        INFO(c.preset);
        auto m = minutes(c.preset);
        REQUIRE(m.size() >= c.first.size());
        for (std::size_t i = 0; i < c.first.size(); ++i) CHECK(m[i] == Approx(c.first[i]).margin(0.01));
        if (c.tries != 0) CHECK(m.size() == c.tries);
        if (c.tries != 0) CHECK(m.back() == Approx(c.last).margin(0.1));
        if (c.tries == 0) CHECK(m.back() >= c.last);
    }
}

// hotmail: the record counts 94 tries against a greylist of 6 h: 8 tries to 16:10, then one every 4 min:
// (360 - 16.17) / 4 = 85.96 -> 86 more until one comes after 6 h.
TEST_CASE("hotmail needs 94 tries to pass a greylist of six hours") {
    auto m = minutes("hotmail");
    auto passed = std::find_if(m.begin(), m.end(), [](double age) { return age > 360; });
    CHECK(std::distance(m.begin(), passed) + 1 == 94);
}

TEST_CASE("a table waits from the end of an attempt that took long") {
    // Axigen waits 5, 10, 20 min; attempts of 2 min: ends at 2, 9, 21, 43 min.
    auto m = minutes("axigen", 2min);
    const double expected[] = {2, 9, 21, 43};
    for (std::size_t i = 0; i < 4; ++i) CHECK(m.at(i) == Approx(expected[i]).margin(0.01));
}

TEST_CASE("every preset is sound, ends, and is found by its name") {
    for (const Preset& preset : presets()) {
        INFO(preset.name);
        CHECK(find_preset(preset.name) == &preset);
        CHECK(!preset.source.empty());
        Schedule schedule = preset.make();
        CHECK(mistake(schedule) == "");
        CHECK(minutes(std::string(preset.name).c_str()).size() > 2);
        for (const auto& row : preset.parameters) {
            bool text_default = row.fallback.substr(0, 2) == "as";
            CHECK(set(preset, schedule, row.name, text_default ? "1 d" : row.fallback).has_value());
        }
        CHECK(mistake(schedule) == "");
    }
    CHECK(find_preset("postfx") == nullptr);
}

TEST_CASE("settings are read with their unit and names are checked") {
    const Preset& preset = *find_preset("postfix");
    Schedule schedule = preset.make();
    REQUIRE(set(preset, schedule, "minimal_backoff_time", "5 s").has_value());
    CHECK(std::get<PostfixBackoff>(schedule.kind).minimal_backoff == 5s);
    CHECK_FALSE(set(preset, schedule, "minimal_backoff_time", "5").has_value());
    auto wrong = set(preset, schedule, "minimal_backof_time", "5 s");
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().find("minimal_backoff_time") != std::string::npos);
}

TEST_CASE("schedules that contradict themselves or never end are refused") {
    CHECK(mistake(postfix(60s, 4s, 2s, 240s, 0s)) != "");
    CHECK(mistake(postfix(4s, 60s, 0s, 240s, 0s)) != "");
    CHECK(mistake(postfix(4s, 60s, 2s, base::never_ends, 0s)) != "");
    CHECK(mistake({AgeTable{{60s}, 60s}, {}, 1}) != "");
    CHECK(mistake({AgeTable{{120s, 60s}, 0s}, {}, 1}) != "");
    CHECK(mistake({AgeTable{{60s}, 0s}, {}, 0}) != "");
    CHECK(mistake({AgeTable{{60s}, 0s}, {}, 1}) == "");
}

TEST_CASE("a stretched schedule has all its waits so many times as long, and its lifetime as it was") {
    for (const Preset& preset : presets()) {
        INFO(preset.name);
        Schedule whole = preset.make(), tenth = stretched(whole, 0.1);
        CHECK(mistake(tenth) == "");
        if (const auto* table = std::get_if<AgeTable>(&whole.kind)) {
            const auto& less = std::get<AgeTable>(tenth.kind);
            REQUIRE(less.ages.size() == table->ages.size());
            for (std::size_t i = 0; i < less.ages.size(); ++i)
                CHECK(base::seconds(less.ages[i]) == Approx(base::seconds(table->ages[i]) / 10));
            CHECK(base::seconds(less.then_every) == Approx(base::seconds(table->then_every) / 10));
            CHECK(less.lifetime == table->lifetime);
        } else {
            const auto& before = std::get<PostfixBackoff>(whole.kind);
            const auto& after = std::get<PostfixBackoff>(tenth.kind);
            CHECK(base::seconds(after.minimal_backoff) == Approx(base::seconds(before.minimal_backoff) / 10));
            CHECK(base::seconds(after.queue_run_delay) == Approx(base::seconds(before.queue_run_delay) / 10));
            CHECK(after.maximal_queue_lifetime == before.maximal_queue_lifetime);
        }
    }
}

TEST_CASE("a schedule is called by name, or by name and factor") {
    CHECK(schedule_called("exim"));
    REQUIRE(schedule_called("postfix-before-2.4 x 0.5"));
    CHECK(base::seconds(std::get<AgeTable>(schedule_called("sendmail x 2")->kind).then_every) ==
          Approx(2 * base::seconds(std::get<AgeTable>(schedule_called("sendmail")->kind).then_every)));
    for (const char* text :
         {"", "exim x", "exim x ", "exim x -1", "exim x 0", "exim x 1x", "exim x inf", "exin x 2"})
        CHECK_FALSE(schedule_called(text));
}
