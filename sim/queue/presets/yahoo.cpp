// yahoo.co.uk as a sender: doubling waits, one address.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset yahoo() {
    return {"yahoo",
            "doubling waits from one address",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded(
                    {{2, 7}, {5, 39}, {12, 58}, {27, 16}, {55, 13}, {109, 35}, {216, 47}, {430, 36}},
                    std::chrono::seconds(12829), 1);
            }};
}

}  // namespace mailsim::queue::preset
