// What a run came to, as plain values: everything that summary.json, the terminal text and the page show.
// Times in seconds, rates per second. An empty optional means that there is no figure, never zero.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mail/message.hpp"

namespace mailsim::observe {

// Envelope recipients, as the conservation laws count them. At a node: in = accepted + received.
struct LedgerSummary {
    std::uint64_t offered = 0, rejected = 0, accepted = 0, created = 0, received = 0, handed_on = 0;
    std::uint64_t delivered = 0, bounced = 0, discarded = 0, quarantined = 0;
    std::uint64_t queued = 0;  // what the queues themselves hold at the end
};

// Delays of what was delivered. What is still queued counts as later than its age (product-limit estimate),
// so a percentile may only be known from below: its name then stands in at_least.
struct DelaySummary {
    std::uint64_t n = 0, censored = 0;
    std::optional<double> mean, p50, p95, p99, max;  // the mean and max are of the delivered ones alone
    std::vector<std::string> at_least;
};

struct UtilisationSummary {
    std::optional<double> processor, disk, processes;  // processes: of the process kind nearest to its limit
    std::optional<double> memory;                      // of the host: the peak, all its nodes together
};

struct NodeSummary {
    std::string id, role;
    bool peer = false;
    UtilisationSummary utilisation;
    std::vector<std::pair<std::string, double>> processes;  // each process kind's share in use
    double queue_mean = 0;                                  // recipients in the node's care, time average
    std::uint64_t queue_max = 0;
    double throughput = 0;  // recipients that left, per second, without warm-up and drain
    std::uint64_t sessions = 0, refused_sessions = 0, fetched_messages = 0;
    LedgerSummary ledger;
};

struct StationSummary {
    std::string name, resource;
    double servers = 1, utilisation = 0, population_mean = 0;
    std::uint64_t visits = 0;
    std::optional<double> sojourn_mean, demand_mean;
};

struct ObjectiveSummary {
    std::string name, metric, unit, direction;  // direction: at_least, at_most
    double limit = 0;
    std::optional<double> value;
    std::optional<bool> met;  // empty: nothing to judge by, see note
    std::string note;
};

struct PhaseSummary {
    std::string name;
    std::uint64_t n = 0;
    std::optional<double> mean, p50, p95, p99, max;
};

struct SessionSummary {
    std::string kind;  // of estate::Protocol
    std::uint64_t sessions = 0, refused = 0, fetches = 0, messages = 0;
};

struct BusiestSummary {
    std::string node, resource;
    double utilisation = 0;
};

// Recipients taken over by `to` from `from` during the run; from "": the customers' own sessions.
struct FlowSummary {
    std::string from, to;
    std::uint64_t recipients = 0;
};

struct EventSummary {
    double t = 0;
    std::string kind, node, detail;
};

// One share of the delays, for drawing their distribution: `count` delivered within (from, to] seconds.
struct DelayBar {
    double from = 0, to = 0;
    std::array<std::uint64_t, mail::kind_count> count{};
};

// A figure over the run: value[i] belongs to the time from i * step on. NaN where there is no figure.
struct Curve {
    std::string node, metric, unit;  // node "": the whole estate
    double step = 60;
    std::vector<double> value;
};

struct Summary {
    std::string title;
    bool complete = true;
    double simulated_seconds = 0;
    double measured_from = 0,
           measured_to = 0;  // without warm-up and drain: what rates and utilisations are of
    LedgerSummary ledger;
    std::uint64_t outside_waiting = 0;  // recipients that no edge had answered at the end
    DelaySummary delay;
    std::array<DelaySummary, mail::kind_count> delay_by;
    std::vector<NodeSummary> nodes;
    std::vector<StationSummary> stations;
    std::vector<ObjectiveSummary> objectives;
    std::vector<PhaseSummary> phases;
    std::vector<SessionSummary> sessions;
    double messages_rate = 0;  // recipients offered per second, measured part
    double fetch_rate = 0;     // fetch sessions per second, measured part
    std::optional<double> error_rate;
    std::uint64_t dns_queries = 0;
    std::optional<double> dns_hit_rate;
    std::optional<BusiestSummary> busiest;  // of the estate's own nodes
    std::vector<FlowSummary> flows;
    std::vector<EventSummary> events;
    std::vector<std::string> differences;  // self-checks that failed: any of them makes the exit status 3
    std::uint64_t checks = 0;              // self-checks made
    std::vector<DelayBar> delay_bars;
    std::vector<Curve> curves;
};

}  // namespace mailsim::observe
