// Every shipped retry schedule, and what their files share. Not for other rooms: they ask presets.hpp.
#pragma once
#include <initializer_list>

#include "queue/presets.hpp"

namespace mailsim::queue::preset {

Preset postfix();
Preset postfix_before_2_4();
Preset exim();
Preset axigen();
Preset exchange();
Preset sendmail();
Preset stalwart();
Preset rfc5321();
Preset gmail();
Preset yahoo();
Preset hotmail();
Preset mail_com();
Preset gmx();
Preset yandex();
Preset mail_ru();
Preset aol();
Preset qq();
Preset india();

std::span<const base::Parameter> postfix_parameters();
std::span<const base::Parameter> table_parameters();

// A sender of the recorded table: ages in minutes and seconds after its first try.
struct MinSec {
    int minutes, seconds;
};
Schedule recorded(std::initializer_list<MinSec> ages, std::chrono::seconds then_every, std::uint32_t pool);
// Beyond its record (7 h) a sender that had not given up is taken to go on; nobody recorded how long.
inline constexpr base::Duration recorded_lifetime = std::chrono::hours(120);
inline constexpr std::string_view recorded_source =
    "Pagani et al., DSN 2016, slide 22 (behaviour of 2015-16); what follows the last recorded try is assumed";

}  // namespace mailsim::queue::preset
