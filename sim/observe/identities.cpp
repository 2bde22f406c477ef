#include "observe/identities.hpp"

#include <fmt/format.h>

#include <cmath>

namespace mailsim::observe {
namespace {

double seconds(Integral ns) { return static_cast<double>(ns) / 1e9; }

bool equal(Integral a, Integral b, std::uint64_t rounding) {
    double difference = std::abs(static_cast<double>(a - b));
    double largest = std::max(std::abs(static_cast<double>(a)), std::abs(static_cast<double>(b)));
    return difference <= Identities::tolerance * largest + static_cast<double>(rounding);
}

}  // namespace

std::vector<std::string> Identities::check(const std::vector<StationRow>& rows,
                                           const std::vector<StationState>& ends) const {
    std::vector<std::string> lines;
    for (const StationState& end : ends) {
        const Visits& v = visits_[end.id.index()];
        if (rows[end.id.index()].resource == Resource::link) continue;  // no fact tells of a transfer
        const std::string& name = rows[end.id.index()].name;
        Integral sojourns = v.sojourn + end.inside_sojourn, demands = v.demand + end.inside_demand;
        if (!equal(end.population, sojourns, 0))
            lines.push_back(fmt::format(
                "Little's law at {}: the station counted {} job-seconds inside, its {} visits and "
                "the {} inside at the end add up to {}",
                name, seconds(end.population), v.n, end.inside, seconds(sojourns)));
        if (!equal(end.busy, demands, v.n + end.inside))
            lines.push_back(fmt::format(
                "utilisation law at {}: the station was busy for {} server-seconds, its {} visits "
                "and the {} inside at the end asked for {}",
                name, seconds(end.busy), v.n, end.inside, seconds(demands)));
    }
    return lines;
}

void Identities::describe(base::StationId station, StationSummary& summary) const {
    const Visits& v = visits_[station.index()];
    summary.visits = v.n;
    if (v.n == 0) return;
    summary.sojourn_mean = seconds(v.sojourn) / static_cast<double>(v.n);
    summary.demand_mean = seconds(v.demand) / static_cast<double>(v.n);
}

}  // namespace mailsim::observe
