#include "queue/hosts.hpp"

namespace mailsim::queue {

void FailedHosts::failed(std::uint64_t host, const Schedule& schedule, base::Instant now) {
    auto [place, fresh] = hosts_.try_emplace(host);
    Memory& memory = place->second;
    if (fresh) memory.first = now;
    if (!fresh && now < memory.next) return;
    base::Duration last_wait = memory.next - memory.last;
    memory.last = now;
    Retry retry = schedule.after({memory.first, now, ++memory.failures, false});
    memory.expired = retry.give_up;
    memory.next = retry.give_up ? now + last_wait : retry.at;
}

}  // namespace mailsim::queue
