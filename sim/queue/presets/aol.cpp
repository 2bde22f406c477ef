// aol.com as a sender: gives up after half an hour.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset aol() {
    return {"aol",
            "four retries in 32 min, then gives up",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded({{5, 32}, {11, 32}, {21, 32}, {31, 32}}, std::chrono::seconds(0), 1);
            }};
}

}  // namespace mailsim::queue::preset
