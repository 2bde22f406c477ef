// What one run of a plan came to: the figures that studies are made from. One JSON line a run; the same run
// gives the same bytes on every machine of the same kind. Not here: what they mean together (estimate.hpp).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "estate/estate.hpp"
#include "observe/summary.hpp"
#include "study/plan.hpp"

namespace mailsim::study {

struct NodeResult {
    std::string id;
    bool peer = false;
    std::optional<double> processor, disk, processes, memory;  // shares in use, as observe::NodeSummary
    double queue_mean = 0, queue_max = 0, throughput = 0;      // recipients; recipients a second
    double refused = 0;                                        // sessions, for lack of resources
};

struct Result {
    std::size_t line = 0;  // of the plan
    std::string id;        // of the plan's line and the study's inputs together
    std::uint64_t replication = 0;
    double measured_from = 0, measured_to = 0;            // seconds of the run
    std::vector<std::pair<std::string, double>> metrics;  // names: metric_rows(); only those with a figure
    std::vector<std::string> at_least;                    // metrics only known from below (censored)
    std::vector<observe::ObjectiveSummary> objectives;
    observe::LedgerSummary ledger;
    std::vector<NodeResult> nodes;
    std::vector<observe::Curve> curves;             // those that the plan asked for
    std::vector<observe::StationSummary> stations;  // when the plan asked for them
    std::optional<Pairing> pairing;                 // of a run that was watched or compared with such a one
    std::vector<std::string> differences;           // self-checks that failed

    // A metric of metric_rows(), an objective's value by its name, or "NODE.processor" and the like.
    std::optional<double> metric(std::string_view name) const;
    const NodeResult* node(std::string_view id) const;
};

// The metrics that every run has, beside the objectives' values and the nodes' figures.
struct ResultMetric {
    std::string_view name, unit, meaning;
};
const std::vector<ResultMetric>& metric_rows();
// "NODE.processor", ".disk", ".processes", ".memory", ".queue_mean", ".queue_max", ".throughput".
const std::vector<ResultMetric>& node_metric_rows();

Result result_of(const observe::Summary& summary, const Run& run);
std::string to_line(const Result& result);
// On failure: why it is none.
base::expected<Result, std::string> result_of_line(std::string_view text);

}  // namespace mailsim::study
