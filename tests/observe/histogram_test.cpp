#include "observe/histogram.hpp"

#include <catch2/catch.hpp>

#include "base/random.hpp"

using namespace mailsim;
using observe::Histogram;
using namespace std::chrono_literals;

TEST_CASE("a histogram gives every value back within 0.1 %") {
    for (std::int64_t value = 1; value <= Histogram::longest; value = value * 17 / 13 + 1) {
        Histogram h;
        h.add(base::Duration{value});
        h.add(base::Duration{Histogram::longest});  // or the maximum would be exact
        h.add(base::Duration{0});
        CAPTURE(value);
        CHECK(h.quantile(0.5) == Approx(static_cast<double>(value) * 1e-9).epsilon(0.001));
    }
}

TEST_CASE("quantiles agree with the sorted values") {
    Histogram h;
    std::vector<double> values;
    base::Draws draws(7, 0);
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        base::Duration d =
            base::from_seconds(base::lognormal(draws.uniform(i, base::Purpose::test), 2.0, 2.5));
        h.add(d);
        values.push_back(base::seconds(d));
    }
    std::sort(values.begin(), values.end());
    double sum = 0;
    for (double v : values) sum += v;
    CHECK(h.mean() == Approx(sum / 20'000).epsilon(1e-9));
    CHECK(h.max() == values.back());
    CHECK(h.min() == values.front());
    for (double q : {0.0001, 0.01, 0.25, 0.5, 0.95, 0.99, 0.9999, 1.0}) {
        auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(q * 20'000)));
        CAPTURE(q);
        CHECK(h.quantile(q) == Approx(values[rank - 1]).epsilon(0.001));
    }
}

TEST_CASE("two histograms merged are the histogram of all their values") {
    Histogram left, right, all;
    for (int i = 0; i < 5000; ++i) {
        base::Duration d{(std::int64_t{1} << (i % 45)) + i};
        (i % 3 ? left : right).add(d);
        all.add(d);
    }
    left.merge(right);
    CHECK(left.count() == all.count());
    CHECK(left.sum() == all.sum());
    CHECK(left.max() == all.max());
    std::vector<std::pair<std::int64_t, std::uint64_t>> a, b;
    left.for_each([&](std::int64_t v, std::uint64_t n) { a.emplace_back(v, n); });
    all.for_each([&](std::int64_t v, std::uint64_t n) { b.emplace_back(v, n); });
    CHECK(a == b);
}

TEST_CASE("values beyond ten days share a bucket but not the maximum") {
    Histogram h;
    h.add(std::chrono::hours(24 * 30));
    h.add(-5s);
    CHECK(h.max() == 24 * 30 * 3600);
    CHECK(h.min() == 0);
    CHECK(h.count() == 2);
}

TEST_CASE("the share below a limit counts the limit itself") {
    Histogram h;
    for (auto d : {1ns, 2ns, 3ns, 4ns}) h.add(d);
    CHECK(h.share_below(2ns) == 0.5);
    CHECK(h.share_below(0ns) == 0);
    CHECK(h.share_below(1h) == 1);
}

TEST_CASE("a cleared histogram is as good as a new one") {
    Histogram h;
    h.add(5s);
    h.clear();
    CHECK(h.count() == 0);
    CHECK(h.quantile(0.5) == 0);
    h.add(3s);
    CHECK(h.min() == 3);
    CHECK(h.quantile(1) == 3);
}
