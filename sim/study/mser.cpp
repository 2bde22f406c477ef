#include "study/mser.hpp"

#include <limits>
#include <numeric>
#include <vector>

namespace mailsim::study {
namespace {

constexpr std::size_t batch = 5;

std::vector<double> batch_means(std::span<const double> series) {
    std::vector<double> means;
    for (std::size_t i = 0; i + batch <= series.size(); i += batch)
        means.push_back(std::accumulate(series.begin() + static_cast<std::ptrdiff_t>(i),
                                        series.begin() + static_cast<std::ptrdiff_t>(i + batch), 0.0) /
                        batch);
    return means;
}

// Sum of squares about the mean of all from `first` on, over the square of their number.
double statistic(const std::vector<double>& means, std::size_t first) {
    auto n = static_cast<double>(means.size() - first);
    double mean = 0, squares = 0;
    for (std::size_t i = first; i < means.size(); ++i) mean += means[i] / n;
    for (std::size_t i = first; i < means.size(); ++i) squares += (means[i] - mean) * (means[i] - mean);
    return squares / (n * n);
}

}  // namespace

Truncation mser5(std::span<const double> series) {
    std::vector<double> means = batch_means(series);
    Truncation found{0, means.size(), means.size() < 2};
    double least = std::numeric_limits<double>::infinity(), half = least;
    // The last few batches always agree with themselves: they are no candidates (White and others leave out
    // five).
    std::size_t last = means.size() > 5 ? means.size() - 5 : means.size();
    for (std::size_t first = 0; first < last; ++first) {
        double value = statistic(means, first);
        bool early = 2 * first <= means.size();
        if (early && value < half) {
            half = value;
            found.values = first * batch;
        }
        if (value < least) {
            least = value;
            found.doubtful = !early || means.size() < 2;
        }
    }
    return found;
}

}  // namespace mailsim::study
