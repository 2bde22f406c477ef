// Postfix before 2.4: bounds and scans of 1000 s.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset postfix_before_2_4() {
    return {"postfix-before-2.4",
            "as postfix, but waits of 1000 to 4000 s and a scan every 1000 s",
            "Postfix TUNING_README",
            base::Mark::verified,
            postfix_parameters(),
            [] {
                PostfixBackoff rule;
                rule.minimal_backoff = rule.queue_run_delay = std::chrono::seconds(1000);
                return Schedule{rule, {}, 1};
            }};
}

}  // namespace mailsim::queue::preset
