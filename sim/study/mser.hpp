// MSER-5 (White 1997; White, Cobb and Spratt 2000): how much of the start of a series to leave out, so that
// what remains has the smallest standard error of its mean. For a series that settles to a constant level;
// not for one that follows the hours of a day.
#pragma once
#include <cstddef>
#include <span>

namespace mailsim::study {

struct Truncation {
    std::size_t values = 0;   // to leave out, a multiple of 5
    std::size_t batches = 0;  // of 5 values, that the series has
    // The least was found only in the second half of the series: it is too short, or does not settle.
    // `values` is then the best of the first half.
    bool doubtful = false;
};

// Fewer than 10 values: nothing is left out, and that is doubtful.
Truncation mser5(std::span<const double> series);

}  // namespace mailsim::study
