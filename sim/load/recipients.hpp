// How many recipients a message has: mostly one, else a Zipf tail; spam has more.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/parameter.hpp"

namespace mailsim::load {

struct RecipientLaw {
    double single = 0.8;      // share of messages with one recipient
    double exponent = 2.0;    // P(n) falls as n^-exponent from 2 to most
    std::uint32_t most = 50;  // at least 2
};

class RecipientCounts {
  public:
    RecipientCounts() : RecipientCounts(RecipientLaw{}, RecipientLaw{0.6, 1.2, 50}) {}
    RecipientCounts(const RecipientLaw& ham, const RecipientLaw& spam);
    std::uint32_t count(double u, bool spam) const;  // u in [0, 1); 1 to most. HOT
    double mean(bool spam) const;

  private:
    std::vector<double> ham_, spam_;  // [n-1]: probability of at most n recipients
};

std::span<const base::Parameter> recipient_parameters();

}  // namespace mailsim::load
