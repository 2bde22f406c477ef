#include "study/confirm.hpp"

#include <algorithm>
#include <cmath>

#include "study/first_guess.hpp"

namespace mailsim::study {

Confirmed confirm(LoadRuns& whole, double limit, double precision, std::uint64_t replication) {
    double step = 1 + std::max(0.05, precision);
    constexpr int farthest_down = 32, farthest_up = 8;  // steps; higher loads cost more
    Confirmed c;
    Between b;
    auto ask = [&](std::vector<double> loads) {
        std::vector<Ask> round;
        for (double load : loads) round.push_back({tidy(load), replication});
        std::vector<Result> results = whole.run(round);
        for (std::size_t i = 0; i < round.size(); ++i) {
            c.runs.push_back({round[i].load, all_met(results[i])});
            b.take(round[i].load, all_met(results[i]));
        }
    };
    ask({limit / step, limit * step});
    c.agrees = b.closed() && b.low < limit && b.high > limit;
    // Two at a time, side by side, each pair farther away.
    for (int n = 2; !b.closed() && n <= (b.low == 0 ? farthest_down : farthest_up); n *= 4) {
        if (b.low == 0)
            ask({limit / std::pow(step, n), limit / std::pow(step, 2 * n)});
        else
            ask({limit * std::pow(step, n), limit * std::pow(step, 2 * n)});
    }
    for (int narrower = 0; narrower < 3 && b.closed() && b.high > b.low * step * step * 1.01; ++narrower) {
        double third = std::cbrt(b.high / b.low);
        if (third > step)
            ask({b.low * third, b.high / third});
        else
            ask({std::sqrt(b.low * b.high)});
    }
    c.low = b.low / limit;
    c.high = b.high / limit;
    std::sort(c.runs.begin(), c.runs.end(),
              [](const WholeRun& x, const WholeRun& y) { return x.multiplier < y.multiplier; });
    return c;
}

}  // namespace mailsim::study
