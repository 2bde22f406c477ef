#include "study/twin.hpp"

#include <catch2/catch.hpp>

using namespace mailsim;
using namespace mailsim::study;

TEST_CASE("mean times by theory are those of the textbooks", "[twin]") {
    // M/M/1 at half use: D / (1 - 0.5) = 2 D.
    CHECK(mmc_time(1, 50, 0.01).value() == Approx(0.02));
    // M/M/2 with a load of one server: C(2, 1) = 1/3, so D + D / 3 / (2 - 1).
    CHECK(mmc_time(2, 100, 0.01).value() == Approx(0.01 + 0.01 / 3));
    // M/D/1 at half use: D + 0.5 / 0.5 * D / 2 = 1.5 D; M/M/1 again from M/G/1.
    CHECK(mg1_time(50, 0.01, 0).value() == Approx(0.015));
    CHECK(mg1_time(50, 0.01, 1).value() == Approx(0.02));
    // Many places, hardly used: nobody waits.
    CHECK(mmc_time(20'000, 100, 10).value() == Approx(10));
}

TEST_CASE("a station that gets as much as it can do has no steady state", "[twin]") {
    CHECK_FALSE(mmc_time(2, 200, 0.01));
    CHECK_FALSE(mg1_time(100, 0.01, 1));
}

TEST_CASE("agreement within a fifth is none to speak of, more is flagged with its reason", "[twin]") {
    auto station = [](const char* name, const char* resource, double servers, double use, double demand,
                      double sojourn) {
        observe::StationSummary s;
        s.name = name;
        s.resource = resource;
        s.servers = servers;
        s.utilisation = use;
        s.visits = 1000;
        s.demand_mean = demand;
        s.sojourn_mean = sojourn;
        return s;
    };
    observe::Summary summary;
    // At half use theory says 20 ms; at full use nothing; the disk's 15 to 20 ms hold 16 ms.
    summary.stations = {station("a processor", "processor", 1, 0.5, 0.01, 0.021),
                        station("b processor", "processor", 1, 0.5, 0.01, 0.060),
                        station("c processor", "processor", 1, 1.0, 0.01, 5.0),
                        station("d disk", "disk", 1, 0.5, 0.01, 0.016),
                        station("e processor", "processor", 1, 0.5, 0.01, 0.011)};
    std::vector<TwinRow> rows = twin(summary);
    REQUIRE(rows.size() == 5);
    CHECK(rows[0].station == "c processor");  // the busiest first
    for (const TwinRow& row : rows) {
        INFO(row.station);
        CHECK(row.parts == (row.station[0] == 'b' || row.station[0] == 'c' || row.station[0] == 'e'));
        CHECK(row.parts == !row.reason.empty());
        CHECK(row.most_rate == Approx(100));
        CHECK(row.rate == Approx(100 * row.utilisation));
    }
}
