// What RFC 5321 4.5.4.1 asks of a sender: two tries in the first hour, then every two to three hours.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

namespace {

using namespace std::chrono_literals;

Schedule make() {
    AgeTable table;
    table.ages = {30min, 60min};
    table.then_every = 150min;
    table.lifetime = 120h;
    return {table, {}, 1};
}

}  // namespace

Preset rfc5321() {
    return {"rfc5321",
            "after 30 and 60 min, then every 2.5 h, for 5 days",
            "RFC 5321 section 4.5.4.1",
            base::Mark::verified,
            table_parameters(),
            make};
}

}  // namespace mailsim::queue::preset
