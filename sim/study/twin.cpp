#include "study/twin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mailsim::study {
namespace {

constexpr double tolerance = 0.2;  // of the theory; nearer is agreement
constexpr double least = 1e-3;     // seconds; smaller differences are nobody's matter

std::string why_longer(const NodeUses& nodes, const TwinRow& row) {
    std::optional<NodeUse> node = nodes(row.station.substr(0, row.station.rfind(' ')));
    if (node && node->refused > 0)
        return fmt::format("limits: {:.0f} sessions were refused for lack of places, so load came in waves",
                           node->refused);
    if (row.utilisation > 0.95) return "no steady state: nearly always busy, the queue grew during the run";
    if (node && node->queue_mean > 10 * std::max(1.0, row.rate * row.simulated))
        return "retries: deferred mail comes back together at the queue's next scan";
    return "bursts: work arrives in batches (several pieces of one session, people who start together), not "
           "one "
           "by one at random";
}

std::string why_shorter(const TwinRow& row) {
    if (row.resource == "processor")
        return "limits: what queues before it (places, one queue manager, deliveries at once) lets in only "
               "so much "
               "at a time";
    return "limits: work comes one after the other from few sessions, so it seldom meets other work";
}

void compare(const NodeUses& nodes, TwinRow& row) {
    if (!row.theory_low || !row.theory_high) {
        row.parts = true;
        row.reason = "no steady state: as much work comes as the station can do";
        return;
    }
    double low = *row.theory_low * (1 - tolerance), high = *row.theory_high * (1 + tolerance);
    if (row.simulated > high && row.simulated - *row.theory_high > least) {
        row.parts = true;
        row.reason = why_longer(nodes, row);
    } else if (row.simulated<low&& * row.theory_low - row.simulated> least) {
        row.parts = true;
        row.reason = why_shorter(row);
    }
}

}  // namespace

std::optional<double> mmc_time(double servers, double rate, double demand) {
    double load = rate * demand;  // in servers
    if (load >= servers || servers < 1 || demand <= 0) return std::nullopt;
    // Erlang B by its recursion, then C from B.
    double blocked = 1;
    auto whole = static_cast<int>(servers);
    for (int c = 1; c <= whole; ++c) blocked = load * blocked / (c + load * blocked);
    double waits = blocked / (1 - load / servers * (1 - blocked));
    return demand + waits * demand / (servers - load);
}

std::optional<double> mg1_time(double rate, double demand, double cv) {
    double load = rate * demand;
    if (load >= 1) return std::nullopt;
    return demand + load / (1 - load) * demand * (1 + cv * cv) / 2;
}

std::vector<TwinRow> twin(const std::vector<observe::StationSummary>& stations, const NodeUses& nodes) {
    std::vector<TwinRow> rows;
    for (const observe::StationSummary& station : stations) {
        if (station.resource == "link" && station.utilisation > 0) {
            rows.push_back({});
            rows.back().station = station.name;
            rows.back().resource = station.resource;
            rows.back().utilisation = station.utilisation;
        }
        if (station.visits == 0 || !station.demand_mean || !station.sojourn_mean || *station.demand_mean <= 0)
            continue;
        TwinRow row;
        row.station = station.name;
        row.resource = station.resource;
        row.servers = station.servers;
        row.demand = *station.demand_mean;
        row.utilisation = station.utilisation;
        row.rate = station.utilisation * station.servers / row.demand;
        row.most_rate = station.servers / row.demand;
        row.simulated = *station.sojourn_mean;
        if (station.resource == "disk") {
            row.theory_low = mg1_time(row.rate, row.demand, 0);
            row.theory_high = mg1_time(row.rate, row.demand, 1);
        } else {
            row.theory_low = row.theory_high = mmc_time(row.servers, row.rate, row.demand);
        }
        compare(nodes, row);
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const TwinRow& a, const TwinRow& b) { return a.utilisation > b.utilisation; });
    return rows;
}

std::vector<TwinRow> twin(const observe::Summary& s) {
    return twin(s.stations, [&](const std::string& id) -> std::optional<NodeUse> {
        for (const observe::NodeSummary& n : s.nodes)
            if (n.id == id) return NodeUse{static_cast<double>(n.refused_sessions), n.queue_mean};
        return std::nullopt;
    });
}

}  // namespace mailsim::study
