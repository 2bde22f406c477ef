// Axigen: 5 min, doubled up to 8 h, 20 retries.
#include <algorithm>

#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

namespace {

using namespace std::chrono_literals;

Schedule make() {
    constexpr int retries = 20;
    AgeTable table;
    base::Duration age{0}, wait = 5min;
    for (int n = 0; n < retries; ++n, wait = std::min<base::Duration>(2 * wait, 8h))
        table.ages.push_back(age += wait);
    table.most_attempts = 1 + retries;
    return {table, table.ages[3], 1, false, true};  // its delay notice follows the fourth retry
}

}  // namespace

Preset axigen() {
    return {
        "axigen",
        "first after 5 min, then doubled up to 8 h, at most 20 retries; the first success for a domain frees "
        "all its mail",
        "axigen.com knowledge base 118 and Processing tab",
        base::Mark::verified,
        table_parameters(),
        make};
}

}  // namespace mailsim::queue::preset
