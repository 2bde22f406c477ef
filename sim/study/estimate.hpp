// Figures from several independent runs, never without an interval: means by Student's t, percentiles by
// order statistics, differences of pairs. Confidence is a share, 0.95 unless said. Not here: where the
// figures come from (result.hpp).
#pragma once
#include <cstddef>
#include <optional>
#include <span>

namespace mailsim::study {

// An estimate without enough figures for an interval (fewer than two) has none of its figures.
struct Estimate {
    std::size_t n = 0;  // figures it is made from
    std::optional<double> mean, low, high;
    double half_width() const { return mean && high && low ? (*high - *low) / 2 : 0; }
    // Of the mean; nothing when the mean is 0.
    std::optional<double> relative_half_width() const;
};

// Student's t: the quantile so that `confidence` lies between it and its negative; freedom at least 1.
double student(std::size_t freedom, double confidence = 0.95);

// The mean of independent figures with its interval.
Estimate mean_of(std::span<const double> figures, double confidence = 0.95);

// The q-quantile of the population that independent figures are drawn from, with the distribution-free
// interval between two of their order statistics (David and Nagaraja, Order Statistics, 7.1). An end that the
// figures cannot bear out with this confidence is missing: 10 figures say nothing of a 99th percentile's
// upper end.
Estimate quantile_of(std::span<const double> figures, double q, double confidence = 0.95);

// second - first, pair by pair: the same replications of two variants with common random numbers.
struct Difference {
    Estimate estimate;
    // 1 - Var(difference) / (Var(first) + Var(second)): the share of the variance that pairing took away;
    // negative when it added. Nothing when neither varies.
    std::optional<double> variance_reduction;
    double unpaired_half_width = 0;  // of the interval that independent runs would have given (Welch)
};
Difference difference_of(std::span<const double> first, std::span<const double> second,
                         double confidence = 0.95);

// Ends that cannot be reached are cut: a share stays within 0 and 1, what counts or lasts at or above 0.
void clamp(Estimate& estimate, double least, double most);

}  // namespace mailsim::study
