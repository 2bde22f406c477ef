// hotmail.com as a sender: soon every 4 minutes (94 tries were recorded).
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset hotmail() {
    return {"hotmail",
            "1 to 4 min, then every 4 min from one address",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded({{1, 1}, {2, 3}, {3, 4}, {5, 6}, {8, 7}, {12, 8}, {16, 10}},
                                std::chrono::seconds(240), 1);
            }};
}

}  // namespace mailsim::queue::preset
