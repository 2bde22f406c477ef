// Figures over time: minute by minute for every node, kept in any run whatever rows it keeps, and percentiles
// of the delay for larger steps. Memory grows with minutes times nodes, never with messages.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "estate/estate.hpp"
#include "facts/fact.hpp"
#include "observe/histogram.hpp"
#include "observe/ledger.hpp"
#include "observe/station.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

inline constexpr std::int64_t minute_ns = 60'000'000'000;

// One node's recipients in its care, as the ledger facts tell: time average, maximum, throughput.
class NodeTrack {
  public:
    struct Minute {
        double queue = 0;      // recipients, time average
        double delay_sum = 0;  // seconds, of the delivered ones
        std::uint32_t left = 0, delivered = 0, sessions = 0, refused = 0, fetched = 0;
        std::array<float, 3> utilisation{};  // processor, disk, processes
    };
    // The measured part of the run: from the end of warm-up to the end of load.
    struct Part {
        std::int64_t from = 0, to = INT64_MAX;
        bool contains(std::int64_t t) const { return t >= from && t < to; }
    };

    void take_ledger(const facts::Fact& fact, const Part& measured);
    void take_session(const facts::Fact& fact, const Part& measured);
    void advance(std::int64_t t, const Part& measured);  // brings the averages up to this instant
    void close(std::int64_t t, const Part& measured);    // ends the last minute, however short
    // The greatest of the values given; the minute must be over (advance).
    void set_utilisation(std::size_t minute, Resource resource, double value);

    const std::vector<Minute>& minutes() const { return minutes_; }
    double area() const { return area_; }  // of the measured part, recipient-seconds
    std::int64_t level_max() const { return level_max_; }
    std::uint64_t left() const { return left_; }  // in the measured part
    std::uint64_t sessions = 0, refused = 0, fetched = 0;

  private:
    void end_minute(std::int64_t t);

    Minute now_;
    std::vector<Minute> minutes_;
    std::int64_t last_ = 0, minute_end_ = minute_ns;
    std::int64_t level_ = 0, level_max_ = 0;
    std::int64_t minute_area_ = 0;
    double area_ = 0;
    std::uint64_t left_ = 0;
};

class Series {
  public:
    Series(std::size_t nodes, base::Instant from, base::Instant to);

    void take_ledger(const facts::Fact& fact);
    void take_session(const facts::Fact& fact) { nodes_[fact.node.index()].take_session(fact, measured_); }
    // Share of a station's servers at work in one minute of the node.
    void set_utilisation(base::NodeId node, std::size_t minute, Resource resource, double value) {
        nodes_[node.index()].set_utilisation(minute, resource, value);
    }
    void advance(base::Instant now);
    void close(base::Instant end);

    const NodeTrack& node(std::size_t number) const { return nodes_[number]; }
    // Curves that are zero all the time are left out.
    std::vector<Curve> curves(const estate::Estate& estate) const;

  private:
    struct EstateMinute {
        std::array<std::uint32_t, mail::kind_count> delivered{};
        std::uint32_t offered = 0, rejected = 0;
        double delay_sum = 0;  // seconds
    };
    struct DelayStep {
        double p50, p95, p99;
    };
    void advance_estate(std::int64_t t);
    void end_step();

    NodeTrack::Part measured_;
    std::vector<NodeTrack> nodes_;
    std::vector<EstateMinute> minutes_;
    EstateMinute now_;
    std::int64_t minute_end_ = minute_ns;
    std::int64_t step_, step_end_;  // of the delay percentiles
    Histogram step_delays_;
    std::vector<DelayStep> steps_;
};

}  // namespace mailsim::observe
