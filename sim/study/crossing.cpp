#include "study/crossing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "study/estimate.hpp"

namespace mailsim::study {
namespace {

// What one replication has answered so far: all is well at `low`, not at `high`.
struct Bracket {
    double low = 0, high = 0;  // 0: not known yet
    bool closed() const { return low > 0 && high > 0; }
};

class Search {
  public:
    Search(const CrossingOptions& options, const Answer& answer) : o_(options), answer_(answer) {
        // The interval's half width is the spread of the crossings and half of the resolution together.
        resolution_ = 1 + o_.precision / 2;
    }

    Crossing find() {
        Bracket first = rough();
        if (!first.closed()) return open(first);
        brackets_[0] = first;
        add(o_.replications);
        for (;;) {
            refine();
            Crossing c = estimate();
            bool enough = half_width(c) <= o_.precision * *c.load;
            if (enough || static_cast<int>(brackets_.size()) >= o_.most_replications) {
                c.precise = enough;
                return c;
            }
            add(std::min(o_.most_replications, static_cast<int>(brackets_.size()) + 2));
        }
    }

    Crossing find_first() {
        Bracket b = rough();
        if (!b.closed()) return open(b);
        narrow(b);
        return {std::sqrt(b.low * b.high), b.low, b.high, {}, true};
    }

  private:
    static double half_width(const Crossing& c) { return (c.high - c.low) / 2; }

    // The first replication alone: around a load that is nearly known, or steps that double.
    Bracket rough() {
        Bracket b;
        double down = o_.start, up = o_.start;
        if (o_.within) {
            down = std::max(o_.least, tidy(o_.start / *o_.within));
            up = std::min(o_.most, tidy(o_.start * *o_.within));
        }
        ask(b, down == up ? std::vector<double>{up} : std::vector<double>{down, up});
        for (double step = o_.within ? 1.5 : 2; !b.closed();) {
            double next = tidy(b.low > 0 ? (up *= step) : (down /= step));
            if (next > o_.most * 1.0001 || next < o_.least * 0.9999) break;
            ask(b, {next});
        }
        return b;
    }

    void ask(Bracket& b, const std::vector<double>& loads) {
        std::vector<Ask> round;
        for (double load : loads) round.push_back({load, 0});
        std::vector<bool> answers = answer_(round);
        for (std::size_t i = 0; i < loads.size(); ++i) take(b, loads[i], answers[i]);
        if (b.closed() && b.low > b.high) b.low = b.high;  // noise: well above a load at which it was not
    }

    static void take(Bracket& b, double load, bool well) {
        if (well)
            b.low = b.low == 0 ? load : std::max(b.low, load);
        else
            b.high = b.high == 0 ? load : std::min(b.high, load);
    }

    Crossing open(const Bracket& b) const { return {{}, b.low, b.high, {}, true}; }

    // Further replications begin near where the first one crossed.
    void add(int wanted) {
        narrow(brackets_[0]);
        for (auto r = static_cast<std::uint64_t>(brackets_.size()); r < static_cast<std::uint64_t>(wanted);
             ++r)
            brackets_[r] = {};
    }

    double middle(const Bracket& b) const { return tidy(std::sqrt(b.low * b.high)); }
    bool done(const Bracket& b) const {
        double m = b.closed() ? middle(b) : 0;
        return b.closed() && (b.high <= b.low * resolution_ || m <= b.low || m >= b.high);
    }

    // Two loads a round: a third of the bracket is left.
    void narrow(Bracket& b) {
        while (!done(b)) {
            double third = std::cbrt(b.high / b.low), one = tidy(b.low * third), two = tidy(b.high / third);
            bool apart = one > b.low && two < b.high && one < two;
            ask(b, apart ? std::vector<double>{one, two} : std::vector<double>{middle(b)});
        }
    }

    // What this replication should be asked next.
    double next(const Bracket& b) const {
        const Bracket& guide = brackets_.at(0);
        double step = std::max(resolution_, 1 + o_.precision);
        if (b.low == 0 && b.high == 0) return tidy(std::sqrt(guide.low * guide.high));
        if (b.low == 0) return tidy(b.high / widened(step, b.high, guide.low));
        if (b.high == 0) return tidy(b.low * widened(step, b.low, guide.high));
        return middle(b);
    }
    // Away from the guide steps grow: a replication that differs much is found soon.
    static double widened(double step, double at, double from) {
        double away = std::max(at / from, from / at);
        return std::max(step, away * away);
    }

    void refine() {
        for (;;) {
            std::vector<Ask> round;
            for (auto& [r, b] : brackets_) {
                if (done(b)) continue;
                double load = next(b);
                if (load > o_.most * 4 || load < o_.least / 4) {  // no crossing here: the last load stands
                    b.low = b.low == 0 ? b.high : b.low;
                    b.high = b.low;
                    continue;
                }
                round.push_back({load, r});
            }
            if (round.empty()) return;
            std::vector<bool> answers = answer_(round);
            for (std::size_t i = 0; i < round.size(); ++i)
                take(brackets_[round[i].replication], round[i].load, answers[i]);
        }
    }

    Crossing estimate() const {
        Crossing c;
        for (const auto& [r, b] : brackets_) c.each.push_back(std::sqrt(b.low * b.high));
        Estimate mean = mean_of(c.each);
        double half = *std::max_element(c.each.begin(), c.each.end()) * (std::sqrt(resolution_) - 1);
        c.load = mean.mean;
        c.low = std::max(0.0, mean.low.value_or(*mean.mean) - half);
        c.high = mean.high.value_or(*mean.mean) + half;
        return c;
    }

    const CrossingOptions& o_;
    const Answer& answer_;
    double resolution_;
    std::map<std::uint64_t, Bracket> brackets_;
};

}  // namespace

double tidy(double load) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", load);
    return std::strtod(text, nullptr);
}

Crossing find_crossing(const CrossingOptions& options, const Answer& answer) {
    return Search(options, answer).find();
}

Crossing find_roughly(const CrossingOptions& options, const Answer& answer) {
    return Search(options, answer).find_first();
}

}  // namespace mailsim::study
