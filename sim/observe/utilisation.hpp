// How busy the stations were, from the integrals that they keep themselves: minute by minute and over the
// measured part of the run (without warm-up and drain).
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "estate/estate.hpp"
#include "observe/identities.hpp"
#include "observe/series.hpp"
#include "observe/station.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

class Utilisation {
  public:
    Utilisation(const estate::Estate& estate, std::vector<StationRow> rows, base::Instant from,
                base::Instant to);

    // The stations' records now; every whole minute gives the minute's figures to the series.
    void sample(base::Instant now, std::span<const StationState> states, Series& series);
    void close(base::Instant end, std::span<const StationState> states, Series& series);

    const std::vector<StationRow>& rows() const { return rows_; }
    // After close(). Share of the servers at work; jobs inside on average.
    double busy(std::size_t station) const;
    double population(std::size_t station) const;
    base::Duration measured() const { return to_.at - from_.at; }
    base::Instant measured_from() const { return from_.at; }
    base::Instant measured_to() const { return to_.at; }

    std::vector<StationSummary> stations(const Identities& visits) const;
    void describe(base::NodeId node, NodeSummary& summary) const;
    // The estate's own node and resource nearest to its limit; link stations do not count.
    std::optional<BusiestSummary> busiest(const estate::Estate& estate) const;

  private:
    struct Record {
        base::Instant at{};
        std::vector<Integral> population, busy;  // by station
    };
    void record(Record& to, base::Instant now, std::span<const StationState> states) const;
    void end_minute(base::Instant now, std::span<const StationState> states, Series& series);
    bool of(const StationRow& row, base::NodeId node) const;

    const estate::Estate& estate_;
    std::vector<StationRow> rows_;
    base::Instant warm_, load_end_;
    bool ended_ = false;
    Record minute_, from_, to_;
};

}  // namespace mailsim::observe
