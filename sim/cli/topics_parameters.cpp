// Topics made from the parameter tables of load, queue and fault, and from the metrics of objectives.
#include <fmt/format.h>

#include <span>

#include "cli/topics.hpp"
#include "estate/parameters.hpp"
#include "estate/server_parameters.hpp"
#include "fault/fault.hpp"
#include "load/arrivals.hpp"
#include "load/day_profile.hpp"
#include "load/polls.hpp"
#include "load/recipients.hpp"
#include "load/senders.hpp"
#include "load/sizes.hpp"
#include "queue/destinations.hpp"
#include "queue/presets.hpp"
#include "queue/queue.hpp"
#include "scenario/objective.hpp"

namespace mailsim::cli {
namespace {

void add_rows(Topics& topics, std::span<const base::Parameter> rows, std::string_view kind,
              std::string_view prefix = "") {
    for (const base::Parameter& row : rows)
        topics.push_back(
            {std::string(prefix) + std::string(row.name), std::string(row.fallback), std::string(row.unit),
             std::string(row.source), row.mark, std::string(kind),
             fmt::format("{} ({}; {}).", row.meaning, row.type, row.bounds.empty() ? "any" : row.bounds)});
}

}  // namespace

void add_parameters(Topics& topics) {
    add_rows(topics, estate::profile_parameters(), "parameter of a profile");
    add_rows(topics, load::arrival_parameters(), "parameter of the load");
    add_rows(topics, load::profile_parameters(), "parameter of the load");
    add_rows(topics, load::recipient_parameters(), "parameter of the load");
    add_rows(topics, load::sender_parameters(), "parameter of the load");
    add_rows(topics, load::size_parameters(), "parameter of the load");
    add_rows(topics, load::poll_parameters(), "parameter of the load");
    add_rows(topics, estate::server_parameters(), "parameter of a node or host");
    add_rows(topics, estate::transport_parameters(), "parameter of a transport", "transport.");
    add_rows(topics, queue::concurrency_parameters(), "parameter of a queue");
    add_rows(topics, queue::queue_parameters(), "parameter of a queue");
    // A replay names it "queue.NAME" as what decided.
    for (const char* prefix : {"", "queue."})
        for (const queue::Preset& preset : queue::presets())
            topics.push_back({prefix + std::string(preset.name), "", "", std::string(preset.source),
                              preset.mark, "retry schedule", fmt::format("{}.", preset.meaning)});
    add_rows(topics, queue::find_preset("postfix")->parameters, "parameter of a queue");
    add_rows(topics, fault::parameters(), "parameter of a fault", "fault.");
    for (const scenario::MetricRow& row : scenario::metrics())
        topics.push_back({std::string(row.name), "", std::string(row.unit), "the objectives of a scenario",
                          base::Mark::verified, "metric", fmt::format("{}.", row.meaning)});
}

}  // namespace mailsim::cli
