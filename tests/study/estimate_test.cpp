#include "study/estimate.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.hpp"

using namespace mailsim;
using study::Estimate;

namespace {

// Mean time in system of `customers` of an M/M/1 queue (Lindley's recursion), started in equilibrium.
double mm1_sojourn(std::uint64_t repetition, std::uint64_t replication, double rho, int customers) {
    base::Draws draws(repetition, replication);
    std::uint64_t n = 0;
    auto exponential = [&](double mean) {
        return base::exponential(draws.uniform(1, base::Purpose::test, n++), mean);
    };
    bool waits = draws.uniform(2, base::Purpose::test) < rho;
    double wait = waits ? exponential(1 / (1 - rho)) : 0, sum = 0;
    for (int i = 0; i < customers; ++i) {
        double service = exponential(1);
        sum += wait + service;
        wait = std::max(0.0, wait + service - exponential(1 / rho));
    }
    return sum / customers;
}

}  // namespace

TEST_CASE("a mean's interval is Student's", "[estimate]") {
    // 1 2 3 4 5: mean 3, s^2 = 2.5, standard error sqrt(0.5) = 0.70711; t(4, 97.5 %) = 2.77645 (tables);
    // half width 1.96324.
    std::vector<double> figures{1, 2, 3, 4, 5};
    Estimate e = study::mean_of(figures);
    CHECK(e.n == 5);
    CHECK(*e.mean == Approx(3));
    CHECK(*e.low == Approx(3 - 1.96324).epsilon(1e-5));
    CHECK(*e.high == Approx(3 + 1.96324).epsilon(1e-5));
    CHECK(*e.relative_half_width() == Approx(1.96324 / 3).epsilon(1e-5));
    CHECK(study::student(1, 0.95) == Approx(12.7062).epsilon(1e-5));
    CHECK(study::student(9, 0.90) == Approx(1.83311).epsilon(1e-5));
}

TEST_CASE("one figure gives no mean at all", "[estimate]") {
    std::vector<double> figures{7};
    Estimate e = study::mean_of(figures);
    CHECK(e.n == 1);
    CHECK_FALSE(e.mean);
    CHECK_FALSE(e.low);
    CHECK_FALSE(study::quantile_of(figures, 0.5).mean);
}

TEST_CASE("a quantile lies between order statistics", "[estimate]") {
    // The median of 10: P(B(10, 1/2) <= 1) = 11/1024 = 0.0107 <= 0.025 < P(B <= 2) = 56/1024; so X(2) to
    // X(9).
    std::vector<double> figures{10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    Estimate median = study::quantile_of(figures, 0.5);
    CHECK(*median.mean == 5);
    CHECK(*median.low == 2);
    CHECK(*median.high == 9);
    // The 90th percentile: P(B(10, 0.9) <= 6) = 0.0128, <= 7: 0.0702; so from X(7). P(B >= 10) = 0.349: no
    // upper end.
    Estimate high = study::quantile_of(figures, 0.9);
    CHECK(*high.low == 7);
    CHECK_FALSE(high.high);
    // Five figures: P(B(5, 1/2) = 0) = 1/32 > 0.025: they bound the median on neither side.
    std::vector<double> five{1, 2, 3, 4, 5};
    CHECK_FALSE(study::quantile_of(five, 0.5).low);
    CHECK_FALSE(study::quantile_of(five, 0.5).high);
}

TEST_CASE("pairs take away the variance that both share", "[estimate]") {
    // Differences 1 1 1 1 2: mean 1.2, s^2 = 0.2, standard error 0.2, t(4) = 2.77645.
    std::vector<double> first{1, 5, 9, 2, 4}, second{2, 6, 10, 3, 6};
    study::Difference d = study::difference_of(first, second);
    CHECK(*d.estimate.mean == Approx(1.2));
    CHECK(*d.estimate.low == Approx(1.2 - 2.77645 * 0.2).epsilon(1e-5));
    // Variances 9.7 (mean 4.2: 10.24 + 0.64 + 23.04 + 4.84 + 0.04 = 38.8) and 9.8 (mean 5.4: 39.2 / 4).
    CHECK(*d.variance_reduction == Approx(1 - 0.2 / (9.7 + 9.8)));
    CHECK(d.unpaired_half_width > 4);
}

TEST_CASE("differences are exactly zero when nothing changes", "[estimate]") {
    std::vector<double> figures{0.1, 0.7, 1e9, 3.3};
    study::Difference d = study::difference_of(figures, figures);
    CHECK(*d.estimate.mean == 0);
    CHECK(*d.estimate.low == 0);
    CHECK(*d.estimate.high == 0);
    CHECK(*d.variance_reduction == 1);
}

TEST_CASE("equal figures have no width, whatever their digits", "[estimate]") {
    std::vector<double> figures(7, 0.1);
    Estimate e = study::mean_of(figures);
    CHECK(*e.low == *e.mean);
    CHECK(*e.high == *e.mean);
}

TEST_CASE("95 % intervals hold the true mean of M/M/1 in 93.5 to 96.5 % of 1,000 repetitions", "[estimate]") {
    // Time in system at rho = 0.5 and unit service: 1 / (1 - 0.5) = 2. Ten replications of 2,000 customers.
    int held = 0;
    for (std::uint64_t repetition = 1; repetition <= 1000; ++repetition) {
        std::vector<double> means;
        for (std::uint64_t k = 0; k < 10; ++k) means.push_back(mm1_sojourn(repetition, k, 0.5, 2000));
        Estimate e = study::mean_of(means);
        held += *e.low <= 2 && 2 <= *e.high;
    }
    INFO("held in " << held << " of 1000");
    CHECK(held >= 935);
    CHECK(held <= 965);
}
