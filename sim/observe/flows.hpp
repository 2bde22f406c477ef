// Who handed how many recipients to whom: what the drawing of the estate shows.
#pragma once
#include <vector>

#include "estate/estate.hpp"
#include "facts/fact.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

class Flows {
  public:
    explicit Flows(std::size_t nodes) : nodes_(nodes), between_((nodes + 1) * nodes) {}

    // handed_on goes from its node to the other; accepted comes from the other, or from a customer.
    void take(const facts::Fact& fact) {
        if (fact.kind == facts::Kind::handed_on && fact.other.valid()) ++at(fact.node, fact.other);
        if (fact.kind == facts::Kind::accepted) ++at(fact.other, fact.node);
    }
    std::vector<FlowSummary> summary(const estate::Estate& estate) const;

  private:
    // The row after the last node's belongs to the customers.
    std::uint64_t& at(base::NodeId from, base::NodeId to) {
        return between_[(from.valid() ? from.index() : nodes_) * nodes_ + to.index()];
    }
    std::size_t nodes_;
    std::vector<std::uint64_t> between_;
};

}  // namespace mailsim::observe
