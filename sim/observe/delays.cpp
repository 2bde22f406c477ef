#include "observe/delays.hpp"

#include <map>

namespace mailsim::observe {
namespace {

// Walks through both histograms in rising order: each(value, share that arrived up to this value) -> go on?
// At one value what arrived comes before what still waits, as is usual.
template <class Each>
void product_limit(const Histogram& delivered, const Histogram& waiting, Each each) {
    std::map<std::int64_t, std::pair<std::uint64_t, std::uint64_t>> at;
    delivered.for_each([&](std::int64_t value, std::uint64_t n) { at[value].first += n; });
    waiting.for_each([&](std::int64_t value, std::uint64_t n) { at[value].second += n; });
    double later = 1;
    std::uint64_t left = delivered.count() + waiting.count();
    for (const auto& [value, n] : at) {
        later *= 1 - static_cast<double>(n.first) / static_cast<double>(left);
        left -= n.first + n.second;
        if (n.first && !each(value, 1 - later)) return;
    }
}

void set_quantile(DelaySummary& to, std::optional<double>& figure, const char* name, double q,
                  const Histogram& delivered, const Histogram& waiting) {
    figure = quantile(delivered, waiting, q);
    if (figure) return;
    figure = std::max(delivered.max(), waiting.max());
    to.at_least.push_back(name);
}

DelaySummary summarise(const Histogram& delivered, const Histogram& waiting) {
    DelaySummary s;
    s.n = delivered.count();
    s.censored = waiting.count();
    if (s.n) {
        s.mean = delivered.mean();
        s.max = delivered.max();
    }
    if (s.n + s.censored == 0) return s;
    set_quantile(s, s.p50, "p50", 0.50, delivered, waiting);
    set_quantile(s, s.p95, "p95", 0.95, delivered, waiting);
    set_quantile(s, s.p99, "p99", 0.99, delivered, waiting);
    return s;
}

}  // namespace

void Delays::take_waiting(mail::Kind kind, base::Instant submitted, base::Instant now) {
    if (submitted >= warm_) waiting_[static_cast<std::size_t>(kind)].add(now - submitted);
}

DelaySummary Delays::summary(mail::Kind kind) const {
    return summarise(delivered_[static_cast<std::size_t>(kind)], waiting_[static_cast<std::size_t>(kind)]);
}

DelaySummary Delays::summary() const {
    Histogram delivered, waiting;
    for (const Histogram& h : delivered_) delivered.merge(h);
    for (const Histogram& h : waiting_) waiting.merge(h);
    return summarise(delivered, waiting);
}

std::optional<double> Delays::delivery_within(base::Duration limit) const {
    return within({mail::Kind::internal, mail::Kind::incoming}, limit);
}

std::optional<double> Delays::outgoing_within(base::Duration limit) const {
    return within({mail::Kind::outgoing}, limit);
}

std::optional<double> Delays::within(std::initializer_list<mail::Kind> kinds, base::Duration limit) const {
    Histogram delivered, waiting;
    for (mail::Kind kind : kinds) {
        delivered.merge(delivered_[static_cast<std::size_t>(kind)]);
        waiting.merge(waiting_[static_cast<std::size_t>(kind)]);
    }
    if (delivered.count() + waiting.count() == 0) return std::nullopt;
    return share_within(delivered, waiting, limit);
}

double share_within(const Histogram& delivered, const Histogram& waiting, base::Duration limit) {
    double share = 0;
    product_limit(delivered, waiting, [&](std::int64_t value, double arrived) {
        if (value > limit.count()) return false;
        share = arrived;
        return true;
    });
    return share;
}

std::optional<double> quantile(const Histogram& delivered, const Histogram& waiting, double q) {
    if (waiting.count() == 0) return delivered.count() ? std::optional(delivered.quantile(q)) : std::nullopt;
    std::optional<double> found;
    product_limit(delivered, waiting, [&](std::int64_t value, double arrived) {
        if (arrived < q - 1e-12) return true;
        found = std::min(static_cast<double>(value) / 1e9, delivered.max());
        return false;
    });
    return found;
}

}  // namespace mailsim::observe
