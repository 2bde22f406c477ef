// qq.com as a sender: gives up after three and a half hours, two addresses.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset qq() {
    return {"qq",
            "eleven retries in 3.4 h from 2 addresses, then gives up",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded({{5, 5},
                                 {5, 11},
                                 {5, 17},
                                 {6, 19},
                                 {8, 22},
                                 {12, 25},
                                 {20, 29},
                                 {52, 31},
                                 {84, 35},
                                 {144, 42},
                                 {204, 56}},
                                std::chrono::seconds(0), 2);
            }};
}

}  // namespace mailsim::queue::preset
