// mail.com as a sender: waits grow by half, two addresses.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset mail_com() {
    return {
        "mail.com",
        "waits that grow by half, from 2 addresses",
        recorded_source,
        base::Mark::verified,
        table_parameters(),
        [] {
            return recorded(
                {{5, 2}, {12, 37}, {23, 59}, {41, 3}, {66, 38}, {105, 1}, {162, 35}, {248, 56}, {378, 28}},
                std::chrono::seconds(7772), 2);
        }};
}

}  // namespace mailsim::queue::preset
