#include "report/interval.hpp"

#include <cmath>
#include <numeric>

namespace mailsim::report {

// Cornish and Fisher's expansion around the normal quantile: within 0.001 from 5 degrees of freedom on.
double student_975(std::size_t freedom) {
    const double z = 1.959963984540054, v = static_cast<double>(freedom);
    double z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, z9 = z7 * z * z;
    return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v) +
           (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * v * v * v * v);
}

std::optional<Interval> interval_of(const std::vector<double>& figures) {
    if (figures.size() < 10) return std::nullopt;
    auto n = static_cast<double>(figures.size());
    double mean = std::accumulate(figures.begin(), figures.end(), 0.0) / n, squares = 0;
    for (double f : figures) squares += (f - mean) * (f - mean);
    double half = student_975(figures.size() - 1) * std::sqrt(squares / (n - 1) / n);
    return Interval{mean - half, mean + half};
}

std::vector<double> batch_means(const std::vector<double>& figures, std::size_t batches) {
    std::size_t length = figures.size() / batches;
    std::vector<double> means;
    for (std::size_t b = 0; length > 0 && b < batches; ++b) {
        auto from = figures.begin() + static_cast<std::ptrdiff_t>(b * length);
        means.push_back(std::accumulate(from, from + static_cast<std::ptrdiff_t>(length), 0.0) /
                        static_cast<double>(length));
    }
    return means;
}

}  // namespace mailsim::report
