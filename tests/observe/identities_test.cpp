#include "observe/identities.hpp"

#include <catch2/catch.hpp>

#include "fixture.hpp"

using namespace mailsim;
using namespace mailsim::observe;
using namespace mailsim::observe::test;

namespace {

const base::StationId cpu{0};

std::vector<StationRow> one_station() {
    return {{cpu, Resource::processor, base::HostId{0}, {}, {}, 1, "mta1 processor"}};
}

// First come, first served, one server. Job 1 comes at 0 s, asks 2 s, leaves at 2 s; job 2 comes at 1 s, asks
// 2 s, leaves at 4 s; job 3 comes at 3 s, asks 3 s and has been served 1 s when the run ends at 5 s. Integral
// of the jobs inside: 1*1 + 2*1 + 1*1 + 2*1 + 1*1 = 7 = 2 + 3 + 2. Busy: 5 = 2 + 2 + 1.
StationState right_record() { return {cpu, 7'000'000'000, 5'000'000'000, 1, 2'000'000'000, 1'000'000'000}; }

Identities two_visits() {
    Identities identities(1);
    identities.take(visit(cpu, 2s, 2s, 2s));
    identities.take(visit(cpu, 4s, 3s, 2s));
    return identities;
}

}  // namespace

TEST_CASE("both laws hold over a run, end effects included") {
    CHECK(two_visits().check(one_station(), {right_record()}).empty());
}

TEST_CASE("a station's record that is off by more than 1e-9 is found") {
    struct Case {
        const char* what;
        Integral population, busy;
        const char* says;
    };
    const Case cases[] = {
        {"8 ns of sojourn in 7 s", 7'000'000'008, 5'000'000'000, "Little's law at mta1 processor"},
        {"12 ns of service in 5 s", 7'000'000'000, 5'000'000'012, "utilisation law at mta1 processor"},
        {"a whole visit", 4'000'000'000, 5'000'000'000, "Little's law at mta1 processor"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.what);
        StationState wrong = right_record();
        wrong.population = c.population;
        wrong.busy = c.busy;
        std::vector<std::string> lines = two_visits().check(one_station(), {wrong});
        REQUIRE(lines.size() == 1);
        CHECK_THAT(lines[0], Catch::Contains(c.says));
    }
}

TEST_CASE("rounding of one nanosecond a visit is no difference in busy time") {
    StationState s = right_record();
    s.busy += 3;
    CHECK(two_visits().check(one_station(), {s}).empty());
}

TEST_CASE("integrals longer than 292 years add up") {
    Identities identities(1);
    Integral sum = 0;
    for (int i = 0; i < 200; ++i) {  // 200 stays of 10 years
        base::Duration stay = std::chrono::hours(24 * 3650);
        identities.take(visit(cpu, stay, stay, 0s));
        sum += stay.count();
    }
    CHECK(identities.check(one_station(), {{cpu, sum, 0, 0, 0, 0}}).empty());
}
