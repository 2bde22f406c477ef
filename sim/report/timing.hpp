// timing.json: what differs between two runs of one recipe: wall-clock figures, the machine, the folder.
#pragma once
#include <cstdint>
#include <string>

#include "json/value.hpp"

namespace mailsim::report {

struct Timing {
    double wall_seconds = 0, set_up_seconds = 0;
    double messages_per_second = 0;  // messages brought to an end per wall-clock second
    std::uint64_t events = 0;        // of the calendar
    std::uint64_t messages = 0;
    std::uint64_t frames_from_malloc = 0;  // memory blocks that coroutines ever asked of malloc
    std::uint64_t peak_memory = 0;         // bytes, 0: not known
    std::string host, out, version;
};

json::Value to_json(const Timing& timing);
std::string timing_text(const Timing& timing);  // one line for people

}  // namespace mailsim::report
