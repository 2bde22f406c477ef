#include "load/arrivals.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>

#include "allocations.hpp"

using namespace mailsim;
using namespace mailsim::load;
using base::Instant;
using namespace std::chrono_literals;

namespace {

constexpr Instant zero{};

std::vector<Arrival> day(double per_day, const DayProfile& profile, std::uint64_t seed = 1,
                         std::uint64_t stream = 0, base::Duration length = 24h) {
    PoissonArrivals arrivals(profile, base::Draws(seed, 0), {per_day, stream, 16384});
    std::vector<Arrival> out;
    for (Arrival a = arrivals.next(); a.at < zero + length; a = arrivals.next()) out.push_back(a);
    return out;
}

// Largest distance between the sample's distribution function and 1 - exp(-x); times sqrt(n) it is below 1.95
// in 999 of 1000 samples (Kolmogorov).
double exponential_distance(std::vector<double> gaps, double mean) {
    std::sort(gaps.begin(), gaps.end());
    double worst = 0, n = static_cast<double>(gaps.size());
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        double f = 1 - std::exp(-gaps[i] / mean);
        worst = std::max({worst, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
    }
    return worst * std::sqrt(n);
}

}  // namespace

TEST_CASE("a day of arrivals has its number, spread by hours as the profile says") {
    auto profile = DayProfile::business();
    const double n = 200000;
    auto all = day(n, profile);
    CHECK(std::abs(static_cast<double>(all.size()) - n) < 4 * std::sqrt(n));
    std::vector<double> hour(24);
    for (const Arrival& a : all) hour[static_cast<std::size_t>(a.at.time_since_epoch() / 1h)] += 1;
    double chi2 = 0;
    for (int h = 0; h < 24; ++h) {
        double expected = n * (profile.cumulative(zero + (h + 1) * 1h) - profile.cumulative(zero + h * 1h));
        chi2 += std::pow(hour[static_cast<std::size_t>(h)] - expected, 2) / expected;
    }
    CHECK(chi2 < 51.2);  // 24 degrees of freedom, 0.1 %
    CHECK(hour[10] / static_cast<double>(all.size()) == Approx(0.12).epsilon(0.02));
}

TEST_CASE("arrivals ascend and have keys of their own") {
    auto all = day(50000, DayProfile::home(9h));
    CHECK(std::is_sorted(all.begin(), all.end(),
                         [](const Arrival& a, const Arrival& b) { return a.at < b.at; }));
    std::vector<std::uint64_t> keys;
    for (const Arrival& a : all) keys.push_back(a.key);
    std::sort(keys.begin(), keys.end());
    CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
}

TEST_CASE("gaps at a constant rate are exponential, whatever the cells") {
    for (double per_day : {2000.0, 100000.0, 3000000.0}) {
        auto profile = DayProfile::flat();
        PoissonArrivals arrivals(profile, base::Draws(5, 0), {per_day, 0, 16384});
        std::vector<double> gaps;
        Instant last = zero;
        double sum = 0, product = 0;
        for (int i = 0; i < 100000; ++i) {
            Instant at = arrivals.next().at;
            gaps.push_back(base::seconds(at - last));
            last = at;
        }
        const double mean = 86400 / per_day;
        CHECK(exponential_distance(gaps, mean) < 1.95);
        for (std::size_t i = 1; i < gaps.size(); ++i) {
            sum += gaps[i];
            product += (gaps[i] / mean - 1) * (gaps[i - 1] / mean - 1);
        }
        CHECK(sum / 1e5 == Approx(mean).epsilon(0.015));
        CHECK(std::abs(product / 1e5) < 0.013);  // neighbours are independent: standard deviation 1/sqrt(n)
    }
}

TEST_CASE("the arrivals at one rate are among those at every higher rate") {
    auto profile = DayProfile::business();
    std::vector<Arrival> lower = day(1000, profile);
    for (double factor : {1.001, 1.3, 2.0, 17.0}) {
        auto higher = day(1000 * factor, profile);
        auto same = [](const Arrival& a, const Arrival& b) { return a.at == b.at && a.key == b.key; };
        auto before = [](const Arrival& a, const Arrival& b) {
            return std::tie(a.at, a.key) < std::tie(b.at, b.key);
        };
        CHECK(std::includes(higher.begin(), higher.end(), lower.begin(), lower.end(), before));
        CHECK(static_cast<double>(higher.size()) == Approx(1000 * factor).epsilon(0.12));
        CHECK(std::search(higher.begin(), higher.end(), lower.begin(), lower.begin() + 1, same) !=
              higher.end());
        lower = std::move(higher);
    }
}

TEST_CASE("the same seed gives the same arrivals, another seed or stream others") {
    auto profile = DayProfile::business();
    auto times = [](const std::vector<Arrival>& all) {
        std::vector<Instant> out;
        for (const Arrival& a : all) out.push_back(a.at);
        return out;
    };
    auto first = times(day(1000, profile));
    CHECK(first == times(day(1000, profile)));
    CHECK(first != times(day(1000, profile, 2)));
    CHECK(first != times(day(1000, profile, 1, 1)));
}

TEST_CASE("no rate, no arrivals") {
    auto profile = DayProfile::flat();
    PoissonArrivals arrivals(profile, base::Draws(1, 0), {});
    CHECK(arrivals.next().at == base::never);
}

TEST_CASE("arrivals need no memory once warm") {
    auto profile = DayProfile::flat();
    PoissonArrivals arrivals(profile, base::Draws(1, 0), {1e6, 0, 16384});
    for (int i = 0; i < 3000000; ++i) arrivals.next();
    auto before = allocations();
    Instant last;
    for (int i = 0; i < 100000; ++i) last = arrivals.next().at;
    CHECK(allocations() == before);
    CHECK(last > zero);
}

TEST_CASE("bursty gaps have the wanted mean and a heavier tail than exponential ones") {
    auto profile = DayProfile::flat();
    for (double per_day : {20000.0, 86400.0, 864000.0}) {
        BurstyArrivals arrivals(profile, base::Draws(3, 0), per_day);
        // The mean gap by integrating the quantile function (midpoints; the Pareto tail converges slowly).
        double sum = 0;
        const int n = 2000000;
        for (int i = 0; i < n; ++i) sum += base::seconds(arrivals.gap((i + 0.5) / n));
        const double mean = 86400 / per_day;
        CHECK(sum / n == Approx(mean).epsilon(0.05));
        CHECK(base::seconds(arrivals.gap(0.9999)) > mean * -std::log(0.0001));
        CHECK(base::seconds(arrivals.gap(0.5)) < mean * std::log(2.0));
        Arrival a = arrivals.next(), b = arrivals.next();
        CHECK(a.at < b.at);
        CHECK(a.key != b.key);
    }
}

TEST_CASE("bursty gaps change their law at the splice without a jump") {
    auto profile = DayProfile::flat();
    BurstyArrivals arrivals(profile, base::Draws(3, 0), 20000);
    double u = 0;
    while (arrivals.gap(u) < 7s) u += 1e-4;
    CHECK(base::seconds(arrivals.gap(u)) == Approx(7).epsilon(0.01));
}

TEST_CASE("a rate of next to nothing ends the search at the settings' end") {
    auto profile = DayProfile::business();
    for (double per_day : {0.0, 5e-324, 1e-300, 1e-9}) {
        PoissonArrivals arrivals(profile, base::Draws(1, 0), {per_day, 0, 16384, base::Instant{} + 240h});
        CHECK(arrivals.next().at == base::never);
        CHECK(arrivals.next().at == base::never);
    }
    // Up to its end a stream is the same whatever that end is.
    PoissonArrivals shorter(profile, base::Draws(1, 0), {10, 0, 16384, base::Instant{} + 240h});
    PoissonArrivals longer(profile, base::Draws(1, 0), {10, 0, 16384});
    for (Arrival a = shorter.next(); a.at != base::never; a = shorter.next())
        CHECK(a.key == longer.next().key);
    CHECK(longer.next().at >= base::Instant{} + 240h);
}

TEST_CASE("the speed of arrivals", "[.speed]") {
    for (double per_day : {1e4, 1e6, 1e8}) {
        auto profile = DayProfile::business();
        PoissonArrivals arrivals(profile, base::Draws(1, 0), {per_day, 0, 16384});
        std::int64_t sum = 0;
        auto begin = std::chrono::steady_clock::now();
        const int n = per_day > 1e5 ? 3000000 : 100000;
        for (int i = 0; i < n; ++i) sum += arrivals.next().at.time_since_epoch().count() & 1;
        double ns =
            std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / n;
        WARN(per_day << " a day: " << ns << " ns an arrival " << sum % 2);
    }
}
