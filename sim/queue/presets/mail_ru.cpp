// mail.ru as a sender, seven addresses. The record leaves out the tries between 154:18 and 373:45; three are
// assumed there, evenly spaced.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset mail_ru() {
    return {"mail.ru",
            "waits of half an hour to an hour, each try from one of 7 addresses",
            recorded_source,
            base::Mark::verified,
            table_parameters(),
            [] {
                return recorded({{1, 18},
                                 {19, 15},
                                 {49, 14},
                                 {79, 49},
                                 {113, 20},
                                 {154, 18},
                                 {209, 10},
                                 {264, 2},
                                 {318, 53},
                                 {373, 45}},
                                std::chrono::seconds(3292), 7);
            }};
}

}  // namespace mailsim::queue::preset
