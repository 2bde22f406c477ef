#include "fault/fault.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace mailsim::fault {
namespace {

using base::Mark;
constexpr base::Parameter rows[] = {
    {"target", "text", "", "", "an id of the estate, or a name for dns", "what fails", "scenario",
     Mark::proposal},
    {"mode", "text", "", "off", "off, silent, refusing-tcp, refusing-mail, slow", "how it fails", "scenario",
     Mark::proposal},
    {"factor", "number", "", "1", "at least 1",
     "slow only: everything takes so many times as long; of a link only the bandwidth", "scenario",
     Mark::proposal},
    {"from", "duration", "h", "0 s", "at least 0", "when the fault begins, or may begin at random",
     "scenario", Mark::proposal},
    {"until", "duration", "h", "never", "after from", "when it ends", "scenario", Mark::proposal},
    {"mean_between", "duration", "d", "0 s", "above 0 for a random fault",
     "mean time from a repair to the next failure, exponential", "scenario", Mark::proposal},
    {"mean_repair", "duration", "h", "0 s", "above 0 for a random fault", "mean time to repair, exponential",
     "scenario", Mark::proposal},
};

// One fault begins or ends.
struct Edge {
    base::Instant at;
    std::uint32_t fault;
    bool begins;
};

void fixed_edges(const Fault& fault, std::uint32_t number, base::Instant horizon, std::vector<Edge>& edges) {
    if (fault.from >= horizon || fault.from >= fault.until) return;
    edges.push_back({fault.from, number, true});
    if (fault.until < horizon) edges.push_back({fault.until, number, false});
}

base::Instant later(base::Instant t, base::Duration wait) {
    return wait >= base::never - t ? base::never : t + wait;
}

void random_edges(const Fault& fault, std::uint32_t number, const base::Draws& draws, base::Instant horizon,
                  std::vector<Edge>& edges) {
    base::Instant end = std::min(horizon, fault.until);
    base::Instant t = fault.from;
    for (std::uint64_t n = 0;; n += 2) {
        auto wait = [&](std::uint64_t k, base::Duration mean) {
            double u = draws.uniform(number, base::Purpose::fault, k);
            return std::max(base::Duration{1}, base::from_seconds(base::exponential(u, base::seconds(mean))));
        };
        t = later(t, wait(n, fault.mean_between));
        if (t >= end) return;
        edges.push_back({t, number, true});
        t = std::min(later(t, wait(n + 1, fault.mean_repair)), fault.until);
        if (t >= horizon) return;
        edges.push_back({t, number, false});
    }
}

struct Standing {
    Mode mode = Mode::fine;
    double factor = 1;
    bool operator==(const Standing&) const = default;
};

// The worst of the faults that are on.
Standing together(const std::vector<std::uint32_t>& on, std::span<const Fault> faults) {
    Standing all;
    for (std::uint32_t number : on) {
        all.mode = std::max(all.mode, faults[number].mode);
        if (faults[number].mode == Mode::slow) all.factor *= faults[number].factor;
    }
    if (all.mode != Mode::slow) all.factor = 1;
    return all;
}

}  // namespace

const char* name(Target::Kind kind) {
    constexpr const char* names[] = {"node", "host", "link", "dns", "peer"};
    return names[static_cast<int>(kind)];
}

const char* name(Mode mode) {
    constexpr const char* names[] = {"fine", "slow", "refusing-mail", "refusing-tcp", "silent", "off"};
    return names[static_cast<int>(mode)];
}

std::span<const base::Parameter> parameters() { return rows; }

std::string mistake(const Fault& fault) {
    using namespace std::chrono_literals;
    if (fault.mode == Mode::fine) return "a fault needs a mode";
    if (fault.factor < 1) return "factor must be at least 1";
    if (fault.mode != Mode::slow && fault.factor != 1) return "factor belongs to mode slow";
    if (fault.from < base::Instant{}) return "from must be at least 0";
    if (fault.until <= fault.from) return "until must be after from";
    if (fault.mean_between < 0ns || fault.mean_repair < 0ns) return "mean times must be at least 0";
    if ((fault.mean_between > 0ns) != (fault.mean_repair > 0ns))
        return "a random fault needs mean_between and mean_repair";
    if (fault.mean_between > 0ns && fault.mean_between < 10s) return "mean_between must be at least 10 s";
    if (fault.target.kind == Target::Kind::link && fault.mode == Mode::refusing_mail)
        return "a link cannot refuse mail; use off, silent or slow";
    return {};
}

std::vector<Change> timeline(std::span<const Fault> faults, const base::Draws& draws, base::Instant horizon) {
    std::vector<Edge> edges;
    for (std::uint32_t i = 0; i < faults.size(); ++i) {
        if (faults[i].mean_between > base::Duration{0})
            random_edges(faults[i], i, draws, horizon, edges);
        else
            fixed_edges(faults[i], i, horizon, edges);
    }
    // Of one instant and target, beginnings come first: what is fine between two faults for no time never
    // shows.
    std::sort(edges.begin(), edges.end(), [&](const Edge& a, const Edge& b) {
        return std::tie(a.at, faults[a.fault].target, b.begins, a.fault) <
               std::tie(b.at, faults[b.fault].target, a.begins, b.fault);
    });
    std::vector<Change> changes;
    std::map<Target, std::vector<std::uint32_t>> on;
    for (const Edge& edge : edges) {
        const Target& target = faults[edge.fault].target;
        auto& active = on[target];
        Standing before = together(active, faults);
        if (edge.begins)
            active.push_back(edge.fault);
        else
            active.erase(std::find(active.begin(), active.end(), edge.fault));
        Standing after = together(active, faults);
        if (after != before)
            changes.push_back({edge.at, target, after.mode, after.factor, edge.fault, edge.begins});
    }
    return changes;
}

}  // namespace mailsim::fault
