// Exchange 2010 and later, for a destination that cannot be reached.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

namespace {

using namespace std::chrono_literals;

// Four glitch retries, six transient-failure retries, then the outbound connection failure interval.
Schedule make() {
    AgeTable table;
    base::Duration age{0};
    for (int n = 0; n < 4; ++n) table.ages.push_back(age += 1min);
    for (int n = 0; n < 6; ++n) table.ages.push_back(age += 5min);
    table.then_every = 10min;
    table.lifetime = 48h;
    return {table, 4h, 1};
}

}  // namespace

Preset exchange() {
    return {"exchange",
            "4 x 1 min, 6 x 5 min, then every 10 min for 2 days",
            "learn.microsoft.com ff345508, ff339771, ff324860; the six 5 min retries and the 4 h notice are "
            "not confirmed",
            base::Mark::background,
            table_parameters(),
            make};
}

}  // namespace mailsim::queue::preset
