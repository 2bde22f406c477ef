// Stalwart, the schedule its documentation shows.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

namespace {

using namespace std::chrono_literals;

Schedule make() {
    AgeTable table;
    base::Duration age{0};
    for (base::Duration wait : {2min, 5min, 10min, 15min, 30min, 60min, 120min})
        table.ages.push_back(age += wait);
    table.then_every = 2h;
    table.lifetime = 120h;
    return {table, 24h, 1};
}

}  // namespace

Preset stalwart() {
    return {"stalwart",
            "waits of 2, 5, 10, 15, 30 min, 1 h, then every 2 h; the end after 5 days is assumed",
            "stalw.art/docs/mta/queue/schedule",
            base::Mark::verified,
            table_parameters(),
            make};
}

}  // namespace mailsim::queue::preset
