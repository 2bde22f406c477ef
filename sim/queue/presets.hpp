// The retry schedules that mailsim ships, by name. One schedule = one file presets/NAME.cpp and one line in
// presets.cpp. Senders of the Internet (gmail, ...) are the timelines that Pagani et al. recorded in 2015-16.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/expected.hpp"
#include "base/parameter.hpp"
#include "queue/schedule.hpp"

namespace mailsim::queue {

struct Preset {
    std::string_view name;
    std::string_view meaning;  // one plain sentence
    std::string_view source;
    base::Mark mark;
    std::span<const base::Parameter> parameters;  // those that settings may change
    Schedule (*make)();                           // with every default
};

std::span<const Preset> presets();
const Preset* find_preset(std::string_view name);  // nullptr when there is none

// The schedule with all waits so many times as long; lifetimes stay.
Schedule stretched(Schedule schedule, double factor);
// "exim", or "exim x 0.1" for one stretched by a factor above 0; nothing for another text.
std::optional<Schedule> schedule_called(std::string_view text);

// Changes one parameter of a schedule that `preset` made. On failure: why, ready for a Problem's message.
base::expected<void, std::string> set(const Preset& preset, Schedule& schedule, std::string_view parameter,
                                      std::string_view value);

}  // namespace mailsim::queue
