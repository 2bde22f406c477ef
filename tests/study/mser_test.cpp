#include "study/mser.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.hpp"

using namespace mailsim;
using study::mser5;

namespace {

// AR(1) about `level`, begun at `start`: x' = level + phi (x - level) + noise.
std::vector<double> ar1(std::uint64_t seed, double level, double phi, double start, std::size_t n) {
    base::Draws draws(seed, 0);
    std::vector<double> series;
    double x = start;
    for (std::size_t i = 0; i < n; ++i) {
        series.push_back(x);
        x = level + phi * (x - level) + base::normal(draws.uniform(1, base::Purpose::test, i));
    }
    return series;
}

double mean_from(const std::vector<double>& series, std::size_t from) {
    return std::accumulate(series.begin() + static_cast<std::ptrdiff_t>(from), series.end(), 0.0) /
           static_cast<double>(series.size() - from);
}

}  // namespace

TEST_CASE("MSER-5 cuts a series of 60 values where the hand calculation does", "[mser]") {
    // Twelve batches of five, their means: 30 20 10 11 9 10 11 9 10 11 9 10.
    // MSER(d) = sum of squares about the mean of batches d.. over their number squared:
    //   d = 0: mean 150/12 = 12.5, squares 17.5^2 + 7.5^2 + 4 x 2.5^2 + 3 x 1.5^2 + 3 x 3.5^2 = 431, / 144
    //   = 2.993 d = 1: mean 120/11 = 10.909, squares 20^2 + 4 x 100 + 3 x 121 + 3 x 81 - 120^2/11 = 96.909, /
    //   121 = 0.8009 d = 2: mean 10, squares 6, / 100 = 0.06 d = 3: mean 10, squares 6, / 81 = 0.0741 d = 4:
    //   mean 79/8 = 9.875, squares 785 - 79^2/8 = 4.875, / 64 = 0.0762 d = 5: mean 10, squares 4, / 49 =
    //   0.0816; d = 6: mean 10, squares 4, / 36 = 0.1111
    // The least is at d = 2: ten values go.
    std::vector<double> series;
    for (double mean : {30., 20., 10., 11., 9., 10., 11., 9., 10., 11., 9., 10.})
        for (double step : {-2., -1., 0., 1., 2.}) series.push_back(mean + step);
    REQUIRE(series.size() == 60);
    study::Truncation cut = mser5(series);
    CHECK(cut.values == 10);
    CHECK(cut.batches == 12);
    CHECK_FALSE(cut.doubtful);
}

TEST_CASE("MSER-5 takes most of the known bias of an AR(1) away", "[mser]") {
    // From 50 above its level with phi = 0.9 the mean of n values is biased by 50 (1 - 0.9^n) / (n (1 -
    // 0.9)), for n = 300: 500 / 300 = 1.667.
    double raw = 0, cut = 0;
    int doubtful = 0;
    constexpr int series_count = 200;
    for (std::uint64_t seed = 1; seed <= series_count; ++seed) {
        std::vector<double> series = ar1(seed, 100, 0.9, 150, 300);
        study::Truncation t = mser5(series);
        doubtful += t.doubtful;
        raw += (mean_from(series, 0) - 100) / series_count;
        cut += (mean_from(series, t.values) - 100) / series_count;
    }
    CHECK(raw == Approx(1.667).margin(0.15));
    CHECK(std::abs(cut) < 0.15);
    CHECK(doubtful < series_count / 4);  // noise alone may have its least late
}

TEST_CASE("MSER-5 leaves a settled series nearly whole", "[mser]") {
    double left_out = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed)
        left_out += static_cast<double>(mser5(ar1(seed, 10, 0.0, 10, 300)).values) / 100;
    CHECK(left_out < 45);
}

TEST_CASE("MSER-5 doubts a series that never settles, or is too short", "[mser]") {
    std::vector<double> rising(200);
    std::iota(rising.begin(), rising.end(), 0.0);
    CHECK(mser5(rising).doubtful);
    CHECK(mser5(std::vector<double>(9, 1.0)).doubtful);
    CHECK(mser5(std::vector<double>{}).values == 0);
}
