#include "study/first_guess.hpp"

#include <algorithm>
#include <cmath>

#include "study/enlarge.hpp"

namespace mailsim::study {
namespace {

constexpr double full = 0.97;  // from here on a use says no more how much the load is

double use_of(const Result& r, const std::string& station) {
    for (const auto& s : r.stations)
        if (s.name == station) return s.utilisation;
    return 0;
}

class Guess {
  public:
    Guess(LoadRuns& runs, double least, double most) : runs_(runs), least_(least), most_(most) {}

    void ask(std::vector<double> loads) {
        std::vector<Ask> round;
        for (double load : loads)
            if (load = tidy(load); load >= least_ * 0.999 && load <= most_ * 1.001)
                round.push_back({load, 0});
        if (round.empty()) return;
        std::vector<Result> results = runs_.run(round);
        for (std::size_t i = 0; i < round.size(); ++i) between.take(round[i].load, all_met(results[i]));
    }
    Between between;

  private:
    LoadRuns& runs_;
    double least_, most_;
};

}  // namespace

void Between::take(double load, bool well) {
    if (well)
        low = std::max(low, load);
    else
        high = high == 0 ? load : std::min(high, load);
    if (closed() && low > high) low = high;  // noise: well above a load at which it was not
}

std::optional<double> busy_bound(const estate::Estate& estate, double load, const Result& at, double higher,
                                 const Result& at_higher) {
    std::optional<double> bound;
    for (const Enlargement& e : enlargements(estate, at_higher, 0.001)) {
        if (e.resource == "memory") continue;
        double before = use_of(at, e.station), after = use_of(at_higher, e.station);
        double slope = (after - before) / (higher - load);
        double full_at = after >= full ? higher / std::max(after, 1.0) : higher + (1 - after) / slope;
        if (after - before <= 1e-4 && after < full) continue;
        if (!bound || full_at < *bound) bound = full_at;
    }
    return bound;
}

Between first_guess(const estate::Estate& estate, LoadRuns& runs, double start, double least, double most) {
    Guess guess(runs, least, most);
    double second = tidy(std::min(most, 4 * start));
    guess.ask({start, second});
    Between& b = guess.between;
    if (b.low > 0 && b.high == 0 && second > start) {
        auto bound = busy_bound(estate, start, runs.at(start).front(), second, runs.at(second).front());
        if (bound && *bound > second) guess.ask({std::max(second, 0.7 * *bound), 1.05 * *bound});
    }
    for (double load = b.low * 4; b.low > 0 && b.high == 0 && b.low < most * 0.999; load = b.low * 4)
        guess.ask({std::min(load, most)});
    for (double load = b.high / 4; b.low == 0 && load >= least * 0.999; load /= 4) guess.ask({load});
    return b;
}

}  // namespace mailsim::study
