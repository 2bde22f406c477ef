// 95 % intervals of a mean by batch means: neighbouring figures of one run depend on each other, means of
// long stretches hardly do (Law, Simulation Modeling and Analysis, 9.5.3).
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

namespace mailsim::report {

struct Interval {
    double low = 0, high = 0;
};

// Student's t, the quantile at 97.5 %; freedom at least 5.
double student_975(std::size_t freedom);

// From independent figures; nothing when there are fewer than ten.
std::optional<Interval> interval_of(const std::vector<double>& figures);

// The means of `batches` stretches of equal length, the last figures left over.
std::vector<double> batch_means(const std::vector<double>& figures, std::size_t batches);

}  // namespace mailsim::report
