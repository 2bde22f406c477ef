// Failed logins by client address: how many in the last time (to block the address), and how many since the
// last good one (Dovecot's penalty).
#pragma once
#include <array>

#include "base/units.hpp"
#include "tables/memory.hpp"

namespace mailsim::tables {

class Logins {
  public:
    static constexpr std::uint32_t remembered = 10;  // the latest failures of each client
    // Dovecot forgets a penalty this long after the last failure (its longest wait, auth-penalty.c).
    static constexpr base::Duration penalty_lasts = std::chrono::seconds(15);

    // When the client failed for the nth time before now, 1 being the latest; `never` when it has not.
    base::Instant failure(std::uint64_t client, std::uint32_t nth) const {
        const Failures* f = clients_.find(client);
        if (!f || nth == 0 || nth > remembered || nth > f->count) return base::never;
        return f->at[(f->count - nth) % remembered];
    }
    bool empty() const { return clients_.size() == 0; }  // nobody ever failed
    // Failures in a row that still count, 0 to 4.
    std::uint32_t penalty(std::uint64_t client, base::Instant now) const {
        const Failures* f = clients_.find(client);
        if (!f || !f->count || now - failure(client, 1) >= penalty_lasts) return 0;
        return f->in_a_row;
    }
    void failed(std::uint64_t client, base::Instant now) {
        std::uint32_t before = penalty(client, now);
        Failures& f = clients_.at(client, [now](const Failures& other) {
            return other.count && now - other.at[(other.count - 1) % remembered] > kept;
        });
        f.at[f.count++ % remembered] = now;
        f.in_a_row = before < 4 ? before + 1 : 4;
    }
    void succeeded(std::uint64_t client) {
        if (clients_.find(client)) clients_.at(client, [](const Failures&) { return false; }).in_a_row = 0;
    }

  private:
    static constexpr base::Duration kept = std::chrono::hours(24 * 7);
    struct Failures {
        std::array<base::Instant, remembered> at{};
        std::uint32_t count = 0, in_a_row = 0;
    };
    Memory<Failures> clients_;
};

}  // namespace mailsim::tables
