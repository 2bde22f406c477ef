#include "load/recipients.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace mailsim::load {
namespace {

using base::Mark;
constexpr std::string_view gomes = "Gomes et al.: Zipf-like, heavier for spam; values are assumptions";
constexpr base::Parameter rows[] = {
    {"recipients_single", "share", "%", "80 %", "0 % to 100 %", "ham with one recipient", "assumption",
     Mark::proposal},
    {"recipients_exponent", "number", "", "2", "above 0",
     "ham: the share with n recipients falls as n^-exponent", gomes, Mark::proposal},
    {"recipients_most", "count", "", "50", "at least 2", "most recipients of a message", "assumption",
     Mark::proposal},
    {"spam_recipients_single", "share", "%", "60 %", "0 % to 100 %", "spam with one recipient", gomes,
     Mark::proposal},
    {"spam_recipients_exponent", "number", "", "1.2", "above 0", "the same exponent for spam", gomes,
     Mark::proposal},
};

std::vector<double> cumulative(const RecipientLaw& law) {
    assert(law.most >= 2 && law.single >= 0 && law.single <= 1);
    double tail = 0;
    for (std::uint32_t n = 2; n <= law.most; ++n) tail += std::pow(n, -law.exponent);
    std::vector<double> sums{law.single};
    for (std::uint32_t n = 2; n <= law.most; ++n)
        sums.push_back(sums.back() + (1 - law.single) * std::pow(n, -law.exponent) / tail);
    sums.back() = 1;
    return sums;
}

}  // namespace

std::span<const base::Parameter> recipient_parameters() { return rows; }

RecipientCounts::RecipientCounts(const RecipientLaw& ham, const RecipientLaw& spam)
    : ham_(cumulative(ham)), spam_(cumulative(spam)) {}

std::uint32_t RecipientCounts::count(double u, bool spam) const {
    const auto& sums = spam ? spam_ : ham_;
    if (u < sums[0]) return 1;
    return static_cast<std::uint32_t>(std::upper_bound(sums.begin(), sums.end() - 1, u) - sums.begin()) + 1;
}

double RecipientCounts::mean(bool spam) const {
    double mean = 1;
    for (double at_most : spam ? spam_ : ham_) mean += 1 - at_most;
    return mean;
}

}  // namespace mailsim::load
