// Postfix 2.4 and later: the wait is the age of the message, within bounds.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset postfix() {
    return {"postfix",
            "waits as long as the message is old, 300 to 4000 s, scanned every 300 s, for 5 days",
            "Postfix TUNING_README; recorded case 8",
            base::Mark::verified,
            postfix_parameters(),
            [] {
                return Schedule{PostfixBackoff{}, {}, 1};
            }};
}

}  // namespace mailsim::queue::preset
