#include "study/confirm.hpp"

#include <algorithm>
#include <cmath>

#include "study/first_guess.hpp"

namespace mailsim::study {

Confirmed confirm(LoadRuns& whole, double limit, double precision) {
    double step = 1 + std::max(0.05, precision);
    constexpr int farthest = 4;
    Confirmed c;
    Between b;
    auto ask = [&](std::vector<double> loads) {
        std::vector<Ask> round;
        for (double load : loads) round.push_back({tidy(load), 0});
        std::vector<Result> results = whole.run(round);
        for (std::size_t i = 0; i < round.size(); ++i) {
            c.runs.push_back({round[i].load, all_met(results[i])});
            b.take(round[i].load, all_met(results[i]));
        }
    };
    ask({limit / step, limit * step});
    c.agrees = b.closed() && b.low < limit && b.high > limit;
    // Two at a time, side by side.
    for (int n = 2; !b.closed() && n <= farthest; n += 2) {
        if (b.low == 0)
            ask({limit / std::pow(step, n), limit / std::pow(step, 2 * n)});
        else
            ask({limit * std::pow(step, n), limit * std::pow(step, 2 * n)});
    }
    if (b.closed() && b.high > b.low * step * step * 1.01) ask({std::sqrt(b.low * b.high)});
    c.low = (b.low > 0 ? b.low : b.high / step) / limit;
    c.high = (b.high > 0 ? b.high : b.low * step) / limit;
    std::sort(c.runs.begin(), c.runs.end(),
              [](const WholeRun& x, const WholeRun& y) { return x.multiplier < y.multiplier; });
    return c;
}

}  // namespace mailsim::study
