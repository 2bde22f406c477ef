// Whether each documented flow of an estate goes as the documents say: its outcome, and the nodes on its way.
#pragma once
#include <string>
#include <vector>

#include "path/path.hpp"

namespace mailsim::path {

struct FlowResult {
    const estate::Flow* flow = nullptr;
    Walk walk;
    std::string problem;  // why it is not as expected; "" when it is
    bool as_expected() const { return problem.empty(); }
};

// Walks every flow of the estate. Its addresses were checked when it was read.
std::vector<FlowResult> walk_flows(estate::Estate& estate, const decide::QuotaUse& quotas,
                                   const std::vector<base::NodeId>& off = {});

// The first of `wanted` ("a", or "a|b" for either) that is not visited after those before it; "" when all
// are.
std::string first_missing(const std::vector<std::string>& wanted, const std::vector<std::string>& visited);

}  // namespace mailsim::path
