#include "observe/ledger.hpp"

#include <fmt/format.h>

#include <numeric>

namespace mailsim::observe {
namespace {

using facts::Kind;

std::uint64_t ends(const Counts& c) {
    return c[Kind::delivered] + c[Kind::bounced] + c[Kind::discarded] + c[Kind::quarantined];
}

std::string list_ends(const Counts& c) {
    return fmt::format("{} delivered + {} bounced + {} discarded + {} quarantined", c[Kind::delivered],
                       c[Kind::bounced], c[Kind::discarded], c[Kind::quarantined]);
}

void check_node(std::string_view id, const Counts& c, std::uint64_t queued, std::vector<std::string>& lines) {
    if (c.balance() == static_cast<std::int64_t>(queued)) return;
    lines.push_back(
        fmt::format("ledger of {}: {} accepted + {} received + {} created leave {} after {} handed on + {}, "
                    "but its queue holds {}",
                    id, c[Kind::accepted], c[Kind::received], c[Kind::created], c.balance(),
                    c[Kind::handed_on], list_ends(c), queued));
}

}  // namespace

std::int64_t Counts::balance() const {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < ledger_kinds; ++k) sum += ledger_change[k] * static_cast<std::int64_t>(n[k]);
    return sum;
}

LedgerSummary Counts::summary(std::uint64_t queued) const {
    const Counts& c = *this;
    return {c[Kind::offered],
            c[Kind::rejected],
            c[Kind::accepted],
            c[Kind::created],
            c[Kind::received],
            c[Kind::handed_on],
            c[Kind::delivered],
            c[Kind::bounced],
            c[Kind::discarded],
            c[Kind::quarantined],
            queued};
}

Counts Ledger::total() const {
    Counts sum;
    for (const Counts& c : nodes_)
        for (std::size_t k = 0; k < ledger_kinds; ++k) sum.n[k] += c.n[k];
    return sum;
}

std::vector<std::string> Ledger::check(const estate::Estate& estate,
                                       std::span<const std::uint64_t> queued) const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        check_node(estate.nodes[i].id, nodes_[i], i < queued.size() ? queued[i] : 0, lines);
    Counts all = total();
    if (all[Kind::offered] != all[Kind::accepted] + all[Kind::rejected])
        lines.push_back(fmt::format("ledger of the estate: {} offered, but {} accepted + {} rejected",
                                    all[Kind::offered], all[Kind::accepted], all[Kind::rejected]));
    std::uint64_t held = std::accumulate(queued.begin(), queued.end(), std::uint64_t{0});
    if (all[Kind::accepted] + all[Kind::created] != ends(all) + held)
        lines.push_back(fmt::format("ledger of the estate: {} accepted + {} created, but {} + {} queued",
                                    all[Kind::accepted], all[Kind::created], list_ends(all), held));
    return lines;
}

}  // namespace mailsim::observe
