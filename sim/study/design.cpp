#include "study/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/random.hpp"
#include "json/write.hpp"

namespace mailsim::study {
namespace {

using scenario::Factor;
using scenario::Study;

// Numbers that no message of a run draws from: the design has a seed's draws for itself.
base::Draws design_draws(const Study& study) { return {base::mix(study.seed.value_or(1)), 0x64657369676e}; }

// A random order of 0..n-1 (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t n, const base::Draws& draws, std::uint64_t factor) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = n; i > 1; --i)
        std::swap(order[i - 1], order[draws.below(i, factor, base::Purpose::place, i)]);
    return order;
}

std::string value_at(const Factor::Between& b, double share) {
    double value = b.logarithmic ? b.low * std::pow(b.high / b.low, share) : b.low + (b.high - b.low) * share;
    if (b.whole) value = std::round(value);
    std::string number = fmt::format("{:.6g}", value);
    if (!b.unit.empty()) return json::compact(json::Value(number + " " + b.unit));
    return b.whole ? fmt::format("{}", static_cast<std::int64_t>(value)) : number;
}

// One value in each of `points` equal slices of every factor, slices paired at random (McKay, Beckman and
// Conover 1979).
std::vector<std::vector<std::string>> hypercube(const Study& study) {
    std::vector<std::vector<std::string>> values;  // by factor, by point
    base::Draws draws = design_draws(study);
    auto n = static_cast<double>(study.points);
    for (std::size_t f = 0; f < study.factors.size(); ++f) {
        values.emplace_back();
        if (!study.factors[f].between) continue;
        for (std::size_t slice : shuffled(study.points, draws, f)) {
            double inside = draws.uniform(f, base::Purpose::size, slice);
            values[f].push_back(
                value_at(*study.factors[f].between, (static_cast<double>(slice) + inside) / n));
        }
    }
    return values;
}

std::string shown(const Parameter& p) {
    std::string value = p.value;
    if (value.size() > 1 && value.front() == '"') value = value.substr(1, value.size() - 2);
    return p.name + " " + value;
}

void set(DesignPoint& point, const Factor& factor, std::size_t which, const std::string& value) {
    std::string name = factor.targets.size() == 1 ? factor.name : factor.targets[which];
    point.parameters.push_back({factor.targets[which], name, value});
    point.variant.set.push_back({factor.targets[which], value});
}

// Every point so far with every level of one more factor.
std::vector<DesignPoint> times(const std::vector<DesignPoint>& points, const Factor& factor) {
    std::vector<DesignPoint> all;
    for (const DesignPoint& point : points)
        for (const std::vector<std::string>& row : factor.rows) {
            all.push_back(point);
            for (std::size_t i = 0; i < row.size(); ++i) set(all.back(), factor, i, row[i]);
        }
    return all;
}

// The factor that a mistake in a point's values belongs to, or "".
std::string factor_at(const Study& study, const std::string& target) {
    auto within = [&](const std::string& own) {
        return target.starts_with(own) && (target.size() == own.size() || target[own.size()] == '/');
    };
    for (const Factor& factor : study.factors)
        for (const std::string& own : factor.targets)
            if (within(own)) return factor.pointer;
    for (const scenario::Change& change : study.set)
        if (within(change.target)) return change.pointer;
    return target.starts_with("/objectives") && !study.objectives.empty() ? target
           : target == "/seed"                                            ? "/seed"
                                                                          : "";
}

}  // namespace

std::vector<DesignPoint> points_of(const Study& study) {
    std::vector<DesignPoint> points(1);
    std::vector<std::vector<std::string>> between = hypercube(study);
    bool any =
        std::any_of(study.factors.begin(), study.factors.end(), [](const Factor& f) { return f.between; });
    if (any) points.resize(study.points);
    for (std::size_t f = 0; f < study.factors.size(); ++f) {
        if (!study.factors[f].between) continue;
        for (std::size_t i = 0; i < points.size(); ++i) set(points[i], study.factors[f], 0, between[f][i]);
    }
    for (const Factor& factor : study.factors)
        if (!factor.between) points = times(points, factor);
    for (DesignPoint& point : points) {
        for (const Parameter& p : point.parameters)
            point.variant.name += (point.variant.name.empty() ? "" : ", ") + shown(p);
        if (point.variant.name.empty()) point.variant.name = "as the scenario says";
    }
    return points;
}

std::vector<config::Assignment> base_of(const Study& study) {
    std::vector<config::Assignment> set;
    for (const scenario::Change& change : study.set) set.push_back({change.target, change.value});
    if (!study.objectives.empty()) set.push_back({"/objectives", study.objectives});
    if (study.seed) set.push_back({"/seed", std::to_string(*study.seed)});
    return set;
}

base::Problems check_points(const Study& study, const std::vector<DesignPoint>& points) {
    base::Problems problems;
    std::set<std::string> told;
    Opening opening{"", study.scenario, base_of(study), "", false};
    for (const DesignPoint& point : points) {
        base::Problems found = check(opening, point.variant);
        for (const base::Problem& p : found) {
            std::string at = p.file == "--set" ? factor_at(study, p.pointer) : "";
            base::Problem own = p;
            if (!at.empty()) {
                bool itself = at == p.pointer;
                own = {study.file, at, itself ? p.message : p.pointer + ": " + p.message};
            }
            if (told.insert(base::to_string(own)).second) problems.add(own.file, own.pointer, own.message);
        }
        if (problems.size() > 20) break;  // one wrong factor spoils every point
    }
    return problems;
}

}  // namespace mailsim::study
