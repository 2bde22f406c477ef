// What a run is judged by: a metric, a limit and on which side of it the metric must stay.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mailsim::scenario {

struct Objective {
    enum class Direction { at_least, at_most };
    std::string name;    // "delivery within 60 s"
    std::string metric;  // a metric of metrics()
    double within = 0;   // for the "share within" metrics: the time limit, seconds
    Direction direction = Direction::at_least;
    double limit = 0.95;
    std::string unit = "share";
    std::string pointer;
};

struct MetricRow {
    std::string_view name, unit, meaning;
    bool needs_within;
};
// The metrics an objective may name: smtp_connect, smtp_data, pop_connect, pop_status, pop_retrieve,
// pop_delete, delivery (each: share within a time), error_rate, delay_p50, delay_p95, delay_p99, delay_mean,
// queued, bounced.
const std::vector<MetricRow>& metrics();

// SPECmail2001's table: each function within 5 s and delivery within 60 s for more than 95 %, errors below 1
// %.
std::vector<Objective> specmail2001();

}  // namespace mailsim::scenario
