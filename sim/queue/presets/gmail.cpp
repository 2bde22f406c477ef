// gmail.com as a sender: growing waits, seven addresses.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset gmail() {
    return {"gmail",
            "growing waits, each try from one of 7 addresses",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded(
                    {{6, 2}, {29, 2}, {56, 36}, {98, 44}, {162, 3}, {229, 44}, {309, 5}, {434, 46}},
                    std::chrono::seconds(7541), 7);
            }};
}

}  // namespace mailsim::queue::preset
