// How many are somewhere, and the area under that number over time, in whole nanoseconds: exact, so that
// Little's law can be checked as an identity.
#pragma once
#include <cstdint>

#include "base/units.hpp"

namespace mailsim::engine {

class Integral {
  public:
    using Area = __int128;  // things x nanoseconds

    // HOT.
    void change(base::Instant now, std::int64_t by) {
        area_ += static_cast<Area>(count_) * (now - since_).count();
        since_ = now;
        count_ += by;
        if (by > 0) arrivals_ += static_cast<std::uint64_t>(by);
        if (count_ > most_) most_ = count_;
    }
    std::int64_t count() const { return count_; }
    std::int64_t most() const { return most_; }
    std::uint64_t arrivals() const { return arrivals_; }
    // From the start of the run until now.
    Area area(base::Instant now) const { return area_ + static_cast<Area>(count_) * (now - since_).count(); }
    // The area in seconds.
    double seconds(base::Instant now) const { return static_cast<double>(area(now)) * 1e-9; }

  private:
    Area area_ = 0;
    base::Instant since_{};
    std::int64_t count_ = 0;
    std::int64_t most_ = 0;
    std::uint64_t arrivals_ = 0;
};

}  // namespace mailsim::engine
