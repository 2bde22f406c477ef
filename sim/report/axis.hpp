// Where values stand on an axis, and which of them get a label. Linear from zero, logarithmic for times, and
// the clock of the run.
#pragma once
#include <string>
#include <vector>

namespace mailsim::report {

struct Tick {
    double value;
    std::string label;
};

class Axis {
  public:
    static Axis linear(double largest, std::string_view unit);  // from 0; unit as in value_text
    // From a round value at or below `least` to one at or above `largest`.
    static Axis span(double least, double largest, std::string_view unit);
    static Axis words(const std::vector<std::string>& words);  // at 0, 1, 2...
    static Axis log_seconds(double least, double largest);     // both above 0
    // From `from` to `to` seconds of the run, which began at this time of the week; at most `most` labels.
    static Axis clock(double from, double to, double week_start, int most);

    double place(double value) const;  // 0 to 1 inside the axis
    const std::vector<Tick>& ticks() const { return ticks_; }

  private:
    bool log_ = false;
    double low_ = 0, high_ = 1;
    std::vector<Tick> ticks_;
};

}  // namespace mailsim::report
