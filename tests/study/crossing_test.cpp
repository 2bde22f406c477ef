#include "study/crossing.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace mailsim::study;

namespace {

// All is well in replication r up to limits[r % n].
struct Known {
    std::vector<double> limits;
    std::size_t asked = 0;
    std::vector<bool> operator()(const std::vector<Ask>& round) {
        std::vector<bool> out;
        for (const Ask& a : round) {
            ++asked;
            out.push_back(a.load <= limits[a.replication % limits.size()]);
        }
        return out;
    }
};

Crossing crossing_of(Known& known, CrossingOptions options = {}) {
    return find_crossing(options, [&](const std::vector<Ask>& round) { return known(round); });
}

}  // namespace

TEST_CASE("finds a limit that is the same in every replication, within half the precision", "[crossing]") {
    for (double limit : {0.0123, 0.7, 1.0, 1.31, 55.0}) {
        Known known{{limit}};
        Crossing c = crossing_of(known);
        INFO("limit " << limit);
        REQUIRE(c.load);
        CHECK(c.low <= limit);
        CHECK(c.high >= limit * 0.999);
        CHECK((c.high - c.low) / 2 <= 0.05 * *c.load);
        CHECK(c.precise);
    }
}

TEST_CASE("a load that is nearly known takes few questions", "[crossing]") {
    Known known{{1.31}}, blind{{1.31}};
    CrossingOptions near;
    near.start = 1.3;
    near.within = 1.05;
    REQUIRE(crossing_of(known, near).load);
    REQUIRE(crossing_of(blind).load);
    CHECK(known.asked < blind.asked);
    CHECK(known.asked <= 20);
}

TEST_CASE("the interval is Student's over the replications' own limits, with the resolution", "[crossing]") {
    // Limits 1.0, 1.1, 1.2, 1.3: mean 1.15, standard deviation 0.1291, t(3) = 3.182:
    // half width 3.182 * 0.1291 / 2 = 0.2054.
    Known known{{1.0, 1.1, 1.2, 1.3}};
    CrossingOptions options;
    options.most_replications = 4;
    Crossing c = crossing_of(known, options);
    REQUIRE(c.load);
    CHECK(*c.load == Approx(1.15).epsilon(0.03));
    CHECK((c.high - c.low) / 2 == Approx(0.2054).margin(0.06));
    CHECK_FALSE(c.precise);
    CHECK(c.each.size() == 4);
}

TEST_CASE("more replications are made until the interval is narrow enough", "[crossing]") {
    Known known{{1.0, 1.06, 0.97, 1.03, 1.01, 0.99, 1.04, 0.98}};
    CrossingOptions options;
    options.precision = 0.04;
    Crossing c = crossing_of(known, options);
    REQUIRE(c.load);
    CHECK(c.each.size() > 4);
    CHECK(c.precise);
}

TEST_CASE("says that nothing ever fails, and up to which load", "[crossing]") {
    Known known{{1e9}};
    CrossingOptions options;
    options.most = 20;
    Crossing c = crossing_of(known, options);
    CHECK(c.never());
    CHECK_FALSE(c.always());
    CHECK(c.low == 16);
    CHECK(known.asked == 5);  // 1, 2, 4, 8, 16
}

TEST_CASE("says that something fails at any load", "[crossing]") {
    Known known{{0}};
    Crossing c = crossing_of(known);
    CHECK(c.always());
    CHECK(c.high == Approx(1.0 / 1024).epsilon(0.01));
}

TEST_CASE("a rough look asks the first replication alone", "[crossing]") {
    Known known{{5.5, 0}};
    CrossingOptions options;
    options.precision = 0.2;
    Crossing c = find_roughly(options, [&](const std::vector<Ask>& round) {
        for (const Ask& a : round) CHECK(a.replication == 0);
        return known(round);
    });
    REQUIRE(c.load);
    CHECK(c.low <= 5.5);
    CHECK(c.high >= 5.5);
    CHECK(c.high / c.low <= 1.11);
}
