#include "observe/histogram.hpp"

#include <cmath>

namespace mailsim::observe {

void Histogram::merge(const Histogram& other) {
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
        if (other.blocks_[b].empty()) continue;
        if (blocks_[b].empty()) blocks_[b].resize(block_size);
        for (std::size_t i = 0; i < block_size; ++i) blocks_[b][i] += other.blocks_[b][i];
    }
    count_ += other.count_;
    sum_ += other.sum_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

void Histogram::clear() {
    for (std::vector<std::uint64_t>& block : blocks_) std::fill(block.begin(), block.end(), 0);
    count_ = 0;
    sum_ = 0;
    min_ = INT64_MAX;
    max_ = 0;
}

double Histogram::mean() const {
    return count_ ? static_cast<double>(sum_) / static_cast<double>(count_) / 1e9 : 0;
}

double Histogram::quantile(double q) const {
    if (!count_) return 0;
    auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_)));
    wanted = std::clamp<std::uint64_t>(wanted, 1, count_);
    std::uint64_t seen = 0;
    std::int64_t found = -1;
    for_each([&](std::int64_t value, std::uint64_t n) {
        if (found < 0 && (seen += n) >= wanted) found = value;
    });
    return static_cast<double>(std::clamp(found, min_, max_)) / 1e9;
}

double Histogram::share_below(base::Duration limit) const {
    if (!count_) return 0;
    std::uint64_t below = 0;
    for_each([&](std::int64_t value, std::uint64_t n) { below += value <= limit.count() ? n : 0; });
    return static_cast<double>(below) / static_cast<double>(count_);
}

}  // namespace mailsim::observe
