// The ledgers of the nodes and of the estate: what came in, what went out, what must therefore be left.
// What is queued is known twice: as the balance of the facts and as the queues' own count; check() compares
// them.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "estate/estate.hpp"
#include "facts/fact.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

// The facts that count in a ledger come first in facts::Kind.
inline constexpr std::size_t ledger_kinds = static_cast<std::size_t>(facts::Kind::quarantined) + 1;
// How each of them changes the number of recipients in the node's care.
inline constexpr std::array<int, ledger_kinds> ledger_change{0, 0, 1, 1, 1, -1, -1, -1, -1, -1};

struct Counts {
    std::array<std::uint64_t, ledger_kinds> n{};
    std::uint64_t operator[](facts::Kind kind) const { return n[static_cast<std::size_t>(kind)]; }
    std::int64_t balance() const;  // in + created - everything that left
    LedgerSummary summary(std::uint64_t queued) const;
};

class Ledger {
  public:
    explicit Ledger(std::size_t nodes) : nodes_(nodes) {}

    void take(const facts::Fact& fact) { ++nodes_[fact.node.index()].n[static_cast<std::size_t>(fact.kind)]; }
    const Counts& node(std::size_t number) const { return nodes_[number]; }
    Counts total() const;

    // One line for each law that does not hold; `queued` are the queues' own counts by node. Empty: all is
    // well.
    std::vector<std::string> check(const estate::Estate& estate, std::span<const std::uint64_t> queued) const;
    std::size_t laws() const { return nodes_.size() + 2; }

  private:
    std::vector<Counts> nodes_;
};

}  // namespace mailsim::observe
