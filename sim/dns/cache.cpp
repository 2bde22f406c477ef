#include "dns/cache.hpp"

#include <algorithm>

namespace mailsim::dns {

Cache::Hit Cache::lookup(NameId name, Type type, base::Instant now) const {
    auto found = entries_.find(key(name, type));
    if (found == entries_.end() || found->second.expires <= now) return {};
    return {&found->second.answer, found->second.expires - now};
}

base::Duration Cache::lifetime(const Answer& answer) const {
    base::Duration ttl = std::chrono::seconds(answer.ttl);
    switch (answer.status) {
        case Status::ok: return std::min(ttl, limits_.positive);
        case Status::nxdomain:
        case Status::nodata: return std::min(ttl, limits_.negative);
        case Status::servfail:
        case Status::refused: return std::min<base::Duration>(limits_.servfail, std::chrono::minutes(5));
        case Status::silence: break;
    }
    return {};
}

bool Cache::store(const Answer& answer, base::Instant now) {
    base::Duration kept = lifetime(answer);
    if (kept <= base::Duration::zero() || !answer.name.valid()) return false;
    Entry& entry = entries_[key(answer.name, answer.type)];
    entry.answer = answer;
    entry.answer.delay = {};  // a kept answer waits for nobody
    entry.expires = now + kept;
    return true;
}

void Cache::forget(NameId name, Type type) { entries_.erase(key(name, type)); }

void Cache::drop_expired(base::Instant now) {
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.expires <= now; });
}

}  // namespace mailsim::dns
