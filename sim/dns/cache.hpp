// A resolver's cache that is told the time: positive, negative and failed answers, each for its own TTL.
// Not here: asking again (the driver's work), or who may ask. Lookups by number allocate nothing.
#pragma once
#include <cstdint>
#include <unordered_map>

#include "base/units.hpp"
#include "dns/record.hpp"

namespace mailsim::dns {

// unbound.conf(5): cache-max-ttl 86400, cache-max-negative-ttl 3600. A SERVFAIL is kept 5 s as unbound 1.17.1
// does (ground truth case 07); RFC 2308 7.1 allows at most 5 minutes. Silence is never kept.
struct CacheLimits {
    base::Duration positive = std::chrono::hours(24);
    base::Duration negative = std::chrono::hours(1);
    base::Duration servfail = std::chrono::seconds(5);
};

class Cache {
  public:
    struct Hit {
        const Answer* answer = nullptr;  // nullptr: a miss. Valid until the next store() or forget()
        base::Duration remaining{};      // above zero for a hit
        explicit operator bool() const { return answer != nullptr; }
    };

    explicit Cache(CacheLimits limits = {}) : limits_(limits) {}

    // HOT. An answer of TTL t stored at s is a hit at s <= now < s + t.
    Hit lookup(NameId name, Type type, base::Instant now) const;
    // Keeps a copy; refused counts as SERVFAIL. False when it must not be kept (silence, TTL 0, name not
    // interned).
    bool store(const Answer& answer, base::Instant now);
    void forget(NameId name, Type type);
    void clear() { entries_.clear(); }
    void drop_expired(base::Instant now);
    std::size_t size() const { return entries_.size(); }  // expired ones included

    base::Duration lifetime(const Answer& answer) const;  // how long store() would keep it; zero: not at all

  private:
    struct Entry {
        Answer answer;
        base::Instant expires;
    };
    static std::uint64_t key(NameId name, Type type) {
        return std::uint64_t{name.value} << 16 | static_cast<std::uint16_t>(type);
    }

    CacheLimits limits_;
    std::unordered_map<std::uint64_t, Entry> entries_;
};

}  // namespace mailsim::dns
