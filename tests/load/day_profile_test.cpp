#include "load/day_profile.hpp"

#include <catch2/catch.hpp>

#include "base/random.hpp"

using namespace mailsim;
using base::Instant;
using load::DayProfile;
using namespace std::chrono_literals;

constexpr Instant zero{};

TEST_CASE("a mean weekday sums to 1 and a week to its days") {
    for (auto name : load::profile_names()) {
        INFO(std::string(name));
        auto p = load::named_profile(name, 0h);
        CHECK(p.cumulative(zero) == 0);
        CHECK(p.cumulative(zero + 24h) == Approx(1));
        CHECK(p.cumulative(zero + 120h) == Approx(5));
    }
    // Weekend of the business profile: 0.25 / 0.667 = 0.375 of a working day.
    CHECK(DayProfile::business().cumulative(zero + 168h) == Approx(5.75));
    CHECK(DayProfile::home().cumulative(zero + 168h) == Approx(7.2));
    CHECK(DayProfile::flat().cumulative(zero + 168h) == Approx(7));
}

TEST_CASE("the busiest hour of a working day has 12 % of it") {
    CHECK(DayProfile::business().busy_hour_share() == Approx(0.12));
    CHECK(DayProfile::flat().busy_hour_share() == Approx(1 / 24.0));
    double from_10_to_11 =
        DayProfile::business().cumulative(zero + 11h) - DayProfile::business().cumulative(zero + 10h);
    CHECK(from_10_to_11 == Approx(0.12));
}

TEST_CASE("the business day has two humps with a dip between and a quiet night") {
    auto p = DayProfile::business();
    CHECK(p.rate(zero + 10h) > p.rate(zero + 13h));
    CHECK(p.rate(zero + 15h) > p.rate(zero + 13h));
    CHECK(p.rate(zero + 3h) < 0.1);
    CHECK(p.rate(zero + 10h) == Approx(24 * 0.12));
    CHECK(p.rate(zero + 130h) < p.rate(zero + 10h));  // Saturday
}

TEST_CASE("origin says where in the week a run begins") {
    auto p = DayProfile::business(5 * 24h + 90min);  // Saturday 1:30
    CHECK(p.rate(zero) == Approx(DayProfile::business().rate(zero + 121h)));
    CHECK(p.cumulative(zero) == 0);
    CHECK(p.cumulative(zero + 168h) == Approx(5.75));
}

TEST_CASE("inverse and reader undo cumulative") {
    for (base::Duration origin : {base::Duration{0}, base::Duration{90min}, base::Duration{6 * 24h + 7h}})
        for (auto name : load::profile_names()) {
            INFO(std::string(name) << " " << base::seconds(origin));
            auto p = load::named_profile(name, origin);
            DayProfile::Reader reader(p);
            for (Instant t = zero; t < zero + 400h; t += 37min + 11s + 123ns) {
                double units = p.cumulative(t);
                CHECK(std::abs((p.inverse(units) - t).count()) < 2000);
                CHECK(std::abs((reader.at(units) - t).count()) < 2000);
            }
        }
}

TEST_CASE("hours without mail are stepped over") {
    DayProfile::Week week{};
    for (std::size_t i = 0; i < 168; ++i) week[i] = i % 24 == 9 ? 1 : 0;
    DayProfile p(week);
    DayProfile::Reader reader(p);
    CHECK(p.busy_hour_share() == Approx(1));
    CHECK(reader.at(0.5) == zero + 9h + 30min);
    CHECK(reader.at(1.5) == zero + 33h + 30min);
    CHECK(p.inverse(1.5) == zero + 33h + 30min);
}
