#include "study/estimate.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

namespace mailsim::study {
namespace {

struct Moments {
    double n = 0, mean = 0, variance = 0;
};

// All figures equal gives a variance of exactly 0, whatever the figure.
Moments moments(std::span<const double> figures) {
    Moments m;
    double squares = 0;
    for (double x : figures) {
        ++m.n;
        double step = x - m.mean;
        m.mean += step / m.n;
        squares += step * (x - m.mean);
    }
    m.variance = m.n > 1 ? squares / (m.n - 1) : 0;
    return m;
}

}  // namespace

std::optional<double> Estimate::relative_half_width() const {
    if (!mean || !low || !high || *mean == 0) return std::nullopt;
    return half_width() / std::abs(*mean);
}

double student(std::size_t freedom, double confidence) {
    return boost::math::quantile(boost::math::students_t(static_cast<double>(freedom)), (1 + confidence) / 2);
}

Estimate mean_of(std::span<const double> figures, double confidence) {
    Estimate e;
    e.n = figures.size();
    if (figures.size() < 2) return e;
    Moments m = moments(figures);
    double half = student(figures.size() - 1, confidence) * std::sqrt(m.variance / m.n);
    e.mean = m.mean;
    e.low = m.mean - half;
    e.high = m.mean + half;
    return e;
}

Estimate quantile_of(std::span<const double> figures, double q, double confidence) {
    Estimate e;
    e.n = figures.size();
    if (figures.size() < 2) return e;
    std::vector<double> sorted(figures.begin(), figures.end());
    std::sort(sorted.begin(), sorted.end());
    auto n = static_cast<double>(sorted.size());
    auto at = [&](double place) {  // place from 1 to n
        return sorted[static_cast<std::size_t>(std::clamp(place, 1.0, n)) - 1];
    };
    e.mean = at(std::ceil(q * n));
    // X(r) <= quantile exactly when at least r of the n figures are at or below it: binomial(n, q).
    boost::math::binomial count(n, q);
    double tail = (1 - confidence) / 2;
    double below = 0;  // the largest r with P(count < r) <= tail
    while (below < n && boost::math::cdf(count, below) <= tail) ++below;
    double above = n + 1;  // the least s with P(count >= s) <= tail
    while (above > 1 && 1 - boost::math::cdf(count, above - 2) <= tail) --above;
    if (below >= 1) e.low = at(below);
    if (above <= n) e.high = at(above);
    return e;
}

Difference difference_of(std::span<const double> first, std::span<const double> second, double confidence) {
    Difference d;
    std::size_t n = std::min(first.size(), second.size());
    std::vector<double> pairs;
    for (std::size_t i = 0; i < n; ++i) pairs.push_back(second[i] - first[i]);
    d.estimate = mean_of(pairs, confidence);
    if (n < 2) return d;
    Moments a = moments(first.first(n)), b = moments(second.first(n)), both = moments(pairs);
    double apart = a.variance + b.variance;
    if (apart <= 0) return d;
    d.variance_reduction = 1 - both.variance / apart;
    double squared = apart / a.n;  // Welch's degrees of freedom
    double freedom = squared * squared * (a.n - 1) /
                     (a.variance * a.variance / (a.n * a.n) + b.variance * b.variance / (b.n * b.n));
    d.unpaired_half_width =
        student(static_cast<std::size_t>(std::max(1.0, std::floor(freedom))), confidence) *
        std::sqrt(squared);
    return d;
}

void clamp(Estimate& estimate, double least, double most) {
    for (std::optional<double>* end : {&estimate.low, &estimate.high})
        if (*end) *end = std::clamp(**end, least, most);
}

}  // namespace mailsim::study
