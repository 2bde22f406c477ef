// Sendmail: every queue run tries everything.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

namespace {

using namespace std::chrono_literals;

Schedule make() {
    AgeTable table;
    table.then_every = 30min;
    table.lifetime = 120h;
    return {table, 4h, 1};
}

}  // namespace

Preset sendmail() {
    return {"sendmail",
            "every queue run (30 min of the usual 15 to 60), warning after 4 h, for 5 days",
            "common sendmail practice",
            base::Mark::background,
            table_parameters(),
            make};
}

}  // namespace mailsim::queue::preset
