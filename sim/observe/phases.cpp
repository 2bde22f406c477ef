#include "observe/phases.hpp"

namespace mailsim::observe {

void Phases::take_session(const facts::Fact& fact) {
    Sessions& kind = kinds_[fact.detail < kinds_.size() ? fact.detail : 0];
    if (fact.kind == facts::Kind::fetched) {
        ++kind.fetches;
        kind.messages += static_cast<std::uint64_t>(fact.value);
        return;
    }
    bool refused = fact.kind == facts::Kind::session_refused;
    ++(refused ? kind.refused : kind.ended);
    if (fact.at >= warm_) ++(refused ? refused_ : ended_);
}

std::optional<double> Phases::error_rate() const {
    if (ended_ + refused_ == 0) return std::nullopt;
    return static_cast<double>(refused_) / static_cast<double>(ended_ + refused_);
}

std::vector<PhaseSummary> Phases::phases() const {
    std::vector<PhaseSummary> all;
    for (std::size_t i = 0; i < times_.size(); ++i) {
        const Histogram& h = times_[i];
        if (h.count() == 0) continue;
        all.push_back({phase_names[i], h.count(), h.mean(), h.quantile(0.5), h.quantile(0.95),
                       h.quantile(0.99), h.max()});
    }
    return all;
}

std::vector<SessionSummary> Phases::sessions() const {
    std::vector<SessionSummary> all;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        const Sessions& k = kinds_[i];
        if (k.ended + k.refused + k.fetches == 0) continue;
        all.push_back({std::string(estate::protocol_names[i]), k.ended, k.refused, k.fetches, k.messages});
    }
    return all;
}

}  // namespace mailsim::observe
