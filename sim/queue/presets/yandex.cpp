// yandex.com as a sender: doubling waits, then every 15.5 minutes.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset yandex() {
    return {"yandex",
            "doubling waits, then every 15.5 min from one address",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded({{1, 5}, {2, 58}, {6, 53}, {14, 55}, {30, 28}, {45, 41}, {61, 1}},
                                std::chrono::seconds(930), 1);
            }};
}

}  // namespace mailsim::queue::preset
