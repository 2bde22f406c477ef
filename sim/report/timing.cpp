#include "report/timing.hpp"

#include <fmt/format.h>

#include "report/figure.hpp"

namespace mailsim::report {

json::Value to_json(const Timing& t) {
    return json::Value::object({{"wall_seconds", t.wall_seconds},
                                {"set_up_seconds", t.set_up_seconds},
                                {"messages_per_second", t.messages_per_second},
                                {"events", t.events},
                                {"messages", t.messages},
                                {"frames_from_malloc", t.frames_from_malloc},
                                {"peak_memory_bytes", t.peak_memory},
                                {"host", t.host},
                                {"out", t.out},
                                {"version", t.version}});
}

std::string timing_text(const Timing& t) {
    std::string text = fmt::format("took {}, {} messages a second", seconds_text(t.wall_seconds),
                                   number_text(t.messages_per_second));
    if (t.peak_memory) text += fmt::format(", {} MB", t.peak_memory / 1'000'000);
    return text;
}

}  // namespace mailsim::report
