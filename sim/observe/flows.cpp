#include "observe/flows.hpp"

namespace mailsim::observe {

std::vector<FlowSummary> Flows::summary(const estate::Estate& estate) const {
    std::vector<FlowSummary> all;
    for (std::size_t from = 0; from <= nodes_; ++from)
        for (std::size_t to = 0; to < nodes_; ++to)
            if (std::uint64_t n = between_[from * nodes_ + to])
                all.push_back({from < nodes_ ? estate.nodes[from].id : "", estate.nodes[to].id, n});
    return all;
}

}  // namespace mailsim::observe
