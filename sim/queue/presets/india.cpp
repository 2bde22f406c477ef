// india.com as a sender: doubling waits, then every 70 minutes.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset india() {
    return {"india.com",
            "doubling waits, then every 70 min from one address",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded({{6, 21}, {16, 21}, {36, 21}, {76, 21}, {146, 22}},
                                std::chrono::seconds(4200), 1);
            }};
}

}  // namespace mailsim::queue::preset
