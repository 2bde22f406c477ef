// Times counted in buckets whose width grows with their value, so that every figure read from it is within
// 0.1 %. Two histograms add up exactly. Not here: values one by one (results.sqlite keeps those where rows
// are kept).
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/units.hpp"

namespace mailsim::observe {

class Histogram {
  public:
    static constexpr std::int64_t longest = 864'000'000'000'000;  // 10 days: longer ones share a bucket

    // Allocates only when a value lies in a range (a factor of two) that was never seen before. Negative: 0.
    void add(base::Duration d) {
        std::int64_t value = std::max<std::int64_t>(d.count(), 0);
        std::uint32_t bucket = bucket_of(std::min(value, longest));
        std::vector<std::uint64_t>& block = blocks_[bucket / block_size];
        if (block.empty()) block.resize(block_size);
        ++block[bucket % block_size];
        ++count_;
        sum_ += value;
        min_ = std::min(min_, value);
        max_ = std::max(max_, value);
    }
    void merge(const Histogram& other);
    void clear();  // keeps its memory

    std::uint64_t count() const { return count_; }
    double mean() const;  // seconds, exact; 0 when empty, as are all below
    double min() const { return count_ ? static_cast<double>(min_) / 1e9 : 0; }
    double max() const { return static_cast<double>(max_) / 1e9; }
    __int128 sum() const { return sum_; }  // ns
    double quantile(double q) const;       // seconds: the least value that a share q of all reach
    double share_below(base::Duration limit) const;

    // each(middle of the bucket in ns, count) in rising order, over the buckets that are not empty.
    template <class Each>
    void for_each(Each each) const {
        for (std::uint32_t b = 0; b < blocks_.size(); ++b)
            for (std::uint32_t i = 0; i < blocks_[b].size(); ++i)
                if (blocks_[b][i]) each(middle(b * block_size + i), blocks_[b][i]);
    }

  private:
    static constexpr std::uint32_t block_size =
        512;  // buckets a factor of two: middle within 1/1024 of any value
    static constexpr std::size_t block_count = 42;

    // Values below 1024 ns have a bucket each; above, each doubling has 512.
    static constexpr std::uint32_t bucket_of(std::int64_t value) {
        int shift = std::max(0, static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value))) - 10);
        return static_cast<std::uint32_t>(shift) * block_size + static_cast<std::uint32_t>(value >> shift);
    }
    static constexpr std::int64_t middle(std::uint32_t bucket) {
        if (bucket < 2 * block_size) return bucket;
        std::uint32_t shift = bucket / block_size - 1;
        std::int64_t low = std::int64_t{bucket - shift * block_size} << shift;
        return low + ((std::int64_t{1} << shift) >> 1);
    }

    std::array<std::vector<std::uint64_t>, block_count> blocks_;
    std::uint64_t count_ = 0;
    __int128 sum_ = 0;
    std::int64_t min_ = INT64_MAX, max_ = 0;
};

}  // namespace mailsim::observe
