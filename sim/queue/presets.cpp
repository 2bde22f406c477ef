#include "queue/presets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "base/problems.hpp"
#include "base/quantity.hpp"
#include "queue/presets/list.hpp"

namespace mailsim::queue {
namespace {

using base::Mark;
using base::Parameter;

constexpr std::string_view tuning = "Postfix TUNING_README and postconf(5)";
constexpr Parameter postfix_rows[] = {
    {"minimal_backoff_time", "duration", "s", "300 s", "above 0, at most maximal_backoff_time",
     "shortest wait before a deferred message is tried again", tuning, Mark::verified},
    {"maximal_backoff_time", "duration", "s", "4000 s", "at least minimal_backoff_time",
     "longest wait before a deferred message is tried again", tuning, Mark::verified},
    {"queue_run_delay", "duration", "s", "300 s", "above 0", "time between two scans of the deferred queue",
     tuning, Mark::verified},
    {"maximal_queue_lifetime", "duration", "d", "5 d", "at least 0",
     "a message that fails at this age or later is returned to its sender", tuning, Mark::verified},
    {"bounce_queue_lifetime", "duration", "d", "5 d", "at least 0",
     "the same for a message from the null sender", tuning, Mark::verified},
    {"delay_warning_time", "duration", "h", "0 h", "at least 0; 0 for no warning",
     "the sender is told at this age that the message is still waiting", "postconf(5)", Mark::verified},
    {"scan_phase", "duration", "s", "0 s", "any",
     "a scan of the deferred queue happens at this time of the run, and every queue_run_delay before and "
     "after",
     "nobody knows when a server was started; recorded servers are fitted", Mark::proposal},
};
constexpr Parameter table_rows[] = {
    {"lifetime", "duration", "d", "as the preset says", "at least 0",
     "a message that fails at this age or later is returned to its sender", "the preset's source",
     Mark::proposal},
    {"delay_warning_time", "duration", "h", "as the preset says", "at least 0; 0 for no warning",
     "the sender is told at this age that the message is still waiting", "the preset's source",
     Mark::proposal},
};

base::Duration* place(Schedule& schedule, std::string_view parameter) {
    if (parameter == "delay_warning_time") return &schedule.delay_warning;
    if (auto* table = std::get_if<AgeTable>(&schedule.kind))
        return parameter == "lifetime" ? &table->lifetime : nullptr;
    auto& postfix = std::get<PostfixBackoff>(schedule.kind);
    if (parameter == "minimal_backoff_time") return &postfix.minimal_backoff;
    if (parameter == "maximal_backoff_time") return &postfix.maximal_backoff;
    if (parameter == "queue_run_delay") return &postfix.queue_run_delay;
    if (parameter == "maximal_queue_lifetime") return &postfix.maximal_queue_lifetime;
    if (parameter == "bounce_queue_lifetime") return &postfix.bounce_queue_lifetime;
    if (parameter == "scan_phase") return &postfix.scan_phase;
    return nullptr;
}

std::string unknown_parameter(const Preset& preset, std::string_view found) {
    std::vector<std::string_view> known;
    for (const Parameter& row : preset.parameters) known.push_back(row.name);
    return base::unknown_name("parameter", found, known);
}

}  // namespace

namespace preset {

std::span<const Parameter> postfix_parameters() { return postfix_rows; }
std::span<const Parameter> table_parameters() { return table_rows; }

Schedule recorded(std::initializer_list<MinSec> ages, std::chrono::seconds then_every, std::uint32_t pool) {
    AgeTable table;
    for (MinSec age : ages)
        table.ages.push_back(std::chrono::minutes(age.minutes) + std::chrono::seconds(age.seconds));
    table.then_every = then_every;
    table.lifetime = recorded_lifetime;
    return {table, {}, pool};
}

}  // namespace preset

std::span<const Preset> presets() {
    using namespace preset;
    static const std::array list{postfix(),  postfix_before_2_4(),
                                 exim(),     axigen(),
                                 exchange(), sendmail(),
                                 stalwart(), rfc5321(),
                                 gmail(),    yahoo(),
                                 hotmail(),  mail_com(),
                                 gmx(),      yandex(),
                                 mail_ru(),  aol(),
                                 qq(),       india()};
    return list;
}

const Preset* find_preset(std::string_view name) {
    auto all = presets();
    auto found = std::find_if(all.begin(), all.end(), [&](const Preset& p) { return p.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Schedule stretched(Schedule schedule, double factor) {
    using namespace std::chrono_literals;
    auto stretch = [&](base::Duration& wait) {
        if (wait <= 0ns || wait == base::never_ends) return;
        wait = std::max(base::Duration(1ms), base::from_seconds(base::seconds(wait) * factor));
    };
    if (auto* table = std::get_if<AgeTable>(&schedule.kind)) {
        for (base::Duration& age : table->ages) stretch(age);
        stretch(table->then_every);
    } else {
        auto& postfix = std::get<PostfixBackoff>(schedule.kind);
        for (auto* wait : {&postfix.minimal_backoff, &postfix.maximal_backoff, &postfix.queue_run_delay})
            stretch(*wait);
    }
    return schedule;
}

std::optional<Schedule> schedule_called(std::string_view text) {
    constexpr std::string_view times = " x ";
    std::size_t at = text.find(times);
    const Preset* preset = find_preset(text.substr(0, at));
    if (!preset) return std::nullopt;
    if (at == std::string_view::npos) return preset->make();
    std::string number(text.substr(at + times.size()));
    char* end = nullptr;
    double factor = std::strtod(number.c_str(), &end);
    bool whole = !number.empty() && *end == '\0' && std::isdigit(static_cast<unsigned char>(number.front()));
    if (!whole || factor < 1e-6 || factor > 1e6) return std::nullopt;
    return stretched(preset->make(), factor);
}

base::expected<void, std::string> set(const Preset& preset, Schedule& schedule, std::string_view parameter,
                                      std::string_view value) {
    base::Duration* target = place(schedule, parameter);
    if (target == nullptr) return base::unexpected(unknown_parameter(preset, parameter));
    auto duration = base::parse_duration(value);
    if (!duration) return base::unexpected(duration.error());
    *target = *duration;
    return {};
}

}  // namespace mailsim::queue
