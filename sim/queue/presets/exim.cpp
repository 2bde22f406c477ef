// Exim as shipped: every 15 min for 2 h, then growing waits until 16 h, then every 6 h until 4 d.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

namespace {

using base::Duration;
using namespace std::chrono_literals;

// One rule of Exim's retry configuration: used while the message is younger than `until`.
struct Rule {
    Duration until, first;
    double factor;  // 1: rule F; above 1: rule G
};
constexpr Rule shipped[] = {{2h, 15min, 1}, {16h, 1h, 1.5}, {96h, 6h, 1}};

Schedule make() {
    AgeTable table;
    Duration age{0};
    for (const Rule& rule : shipped)
        for (double wait = base::seconds(rule.first); age < rule.until; wait *= rule.factor)
            table.ages.push_back(age += base::from_seconds(wait));
    table.lifetime = shipped[2].until;
    return {table, {}, 1, true};
}

}  // namespace

Preset exim() {
    return {"exim",
            "F,2h,15m; G,16h,1h,1.5; F,4d,6h, remembered for each host: a host that failed is left alone",
            "exim -brt output and Exim specification chapter 32",
            base::Mark::verified,
            table_parameters(),
            make};
}

}  // namespace mailsim::queue::preset
