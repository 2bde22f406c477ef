// Two laws that hold exactly for every station over every run, whatever was simulated: Little's law (the
// integral of the jobs inside is the sum of their sojourns) and the utilisation law (busy time is the sum of
// demands). The station keeps the integrals; the sojourns and demands come from the facts. A difference is a
// bug.
#pragma once
#include <string>
#include <vector>

#include "facts/fact.hpp"
#include "observe/station.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

class Identities {
  public:
    static constexpr double tolerance = 1e-9;  // relative

    explicit Identities(std::size_t stations) : visits_(stations) {}

    void take(const facts::Fact& fact) {
        Visits& v = visits_[fact.station.index()];
        v.sojourn += fact.value;
        v.demand += fact.amount;
        ++v.n;
    }
    // One line for each law that does not hold. Each visit may be off by the nanosecond it was rounded to
    // in the utilisation law, never in Little's.
    std::vector<std::string> check(const std::vector<StationRow>& rows,
                                   const std::vector<StationState>& ends) const;
    // Fills visits, sojourn_mean and demand_mean.
    void describe(base::StationId station, StationSummary& summary) const;

  private:
    struct Visits {
        Integral sojourn{0}, demand{0};
        std::uint64_t n = 0;
    };
    std::vector<Visits> visits_;
};

}  // namespace mailsim::observe
