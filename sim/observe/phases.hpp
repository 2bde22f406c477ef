// The functions that SPECmail2001's quality-of-service table times, and the sessions that failed for lack of
// resources.
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "estate/words.hpp"
#include "facts/fact.hpp"
#include "observe/histogram.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

inline constexpr std::array<const char*, facts::phase_count> phase_names{
    "smtp_connect", "smtp_data", "pop_connect", "pop_status", "pop_retrieve", "pop_delete"};

class Phases {
  public:
    explicit Phases(base::Instant warm) : warm_(warm) {}

    void take_phase(const facts::Fact& fact) {
        if (fact.at >= warm_) times_[fact.detail].add(base::Duration{fact.value});
    }
    // session, session_refused and fetched facts.
    void take_session(const facts::Fact& fact);

    const Histogram& times(facts::Phase phase) const { return times_[static_cast<std::size_t>(phase)]; }
    // Failed for lack of resources, of all sessions; refusals by policy are ordinary sessions.
    std::optional<double> error_rate() const;
    std::vector<PhaseSummary> phases() const;      // those that happened
    std::vector<SessionSummary> sessions() const;  // those that happened, whole run

  private:
    struct Sessions {
        std::uint64_t ended = 0, refused = 0, fetches = 0, messages = 0;
    };
    base::Instant warm_;
    std::uint64_t ended_ = 0, refused_ = 0;  // after warm-up
    std::array<Histogram, facts::phase_count> times_;
    std::array<Sessions, estate::protocol_count> kinds_;
};

}  // namespace mailsim::observe
