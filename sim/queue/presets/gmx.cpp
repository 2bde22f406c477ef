// gmx.com as a sender: nearly mail.com, whose ages it borrows between its own first and last; three
// addresses.
#include "queue/presets/list.hpp"

namespace mailsim::queue::preset {

Preset gmx() {
    return {
        "gmx",
        "as mail.com (first and last age are its own), from 3 addresses",
        recorded_source,
        base::Mark::verified,
        table_parameters(),
        [] {
            return recorded(
                {{5, 1}, {12, 37}, {23, 59}, {41, 3}, {66, 38}, {105, 1}, {162, 35}, {248, 56}, {375, 36}},
                std::chrono::seconds(7772), 3);
        }};
}

}  // namespace mailsim::queue::preset
