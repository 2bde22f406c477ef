#include "queue/schedule.hpp"

#include <algorithm>

namespace mailsim::queue {
namespace {

using base::Duration;
using base::Instant;
using namespace std::chrono_literals;

Instant whole_seconds(Instant t) { return std::chrono::floor<std::chrono::seconds>(t); }

// The first scan at or after t; scans happen at phase + k * every.
Instant next_scan(Instant t, Duration phase, Duration every) {
    Duration late = (t.time_since_epoch() - phase) % every;
    if (late < 0ns) late += every;
    return late == 0ns ? t : t + (every - late);
}

std::string_view mistake(const PostfixBackoff& p) {
    if (p.queue_run_delay <= 0ns) return "queue_run_delay must be above 0";
    if (p.minimal_backoff <= 0ns) return "minimal_backoff_time must be above 0";
    if (p.minimal_backoff > p.maximal_backoff)
        return "minimal_backoff_time must not be above maximal_backoff_time";
    if (p.maximal_queue_lifetime == base::never_ends || p.bounce_queue_lifetime == base::never_ends)
        return "a lifetime must end";
    if (p.maximal_queue_lifetime < 0ns || p.bounce_queue_lifetime < 0ns)
        return "a lifetime must be at least 0";
    return {};
}

std::string_view mistake(const AgeTable& table) {
    if (!std::is_sorted(table.ages.begin(), table.ages.end())) return "ages must ascend";
    if (!table.ages.empty() && table.ages.front() <= 0ns) return "ages must be above 0";
    if (table.then_every < 0ns) return "the repeated wait must be at least 0";
    if (table.lifetime < 0ns) return "a lifetime must be at least 0";
    if (table.then_every > 0ns && table.lifetime == base::never_ends && table.most_attempts == 0)
        return "the schedule never ends: give a lifetime or a number of attempts";
    return {};
}

}  // namespace

Retry PostfixBackoff::after(const FailedAttempt& failed) const {
    Instant now = whole_seconds(failed.ended);
    Duration age = now - whole_seconds(failed.arrived);
    if (age >= (failed.null_sender ? bounce_queue_lifetime : maximal_queue_lifetime))
        return {true, base::never};
    Instant due = now + std::clamp(age, minimal_backoff, maximal_backoff);
    return {false, next_scan(std::max(due - 1s, failed.ended + 1ns), scan_phase, queue_run_delay)};
}

Duration AgeTable::age_of(std::uint32_t attempt) const {
    if (attempt <= 1) return 0ns;
    std::size_t place = attempt - 2;
    if (place < ages.size()) return ages[place];
    if (then_every <= 0ns) return base::never_ends;
    return (ages.empty() ? 0ns : ages.back()) + then_every * (place + 1 - ages.size());
}

// Tables were recorded against servers that answered at once. After an attempt that took long, the sender
// waits from its end, as these programs do.
Retry AgeTable::after(const FailedAttempt& failed) const {
    Duration age = failed.ended - failed.arrived;
    Duration next = age_of(failed.number + 1);
    bool last = next == base::never_ends || (most_attempts != 0 && failed.number >= most_attempts);
    if (last || age >= lifetime) return {true, base::never};
    Duration wait = next - age_of(failed.number);
    Duration late = age - age_of(failed.number);
    return {false, late <= wait / 10 ? failed.arrived + next : failed.ended + wait};
}

std::string_view mistake(const Schedule& schedule) {
    if (schedule.address_pool == 0) return "a sender needs at least one address";
    if (schedule.delay_warning < 0ns) return "delay_warning_time must be at least 0";
    return std::visit([](const auto& kind) { return mistake(kind); }, schedule.kind);
}

}  // namespace mailsim::queue
