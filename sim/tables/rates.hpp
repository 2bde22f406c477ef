// How much came from whom within a time unit. As in Postfix's anvil a unit begins with the first event after
// the last one has ended, so up to twice the limit can pass around its end.
#pragma once
#include "base/units.hpp"
#include "tables/memory.hpp"

namespace mailsim::tables {

class Rates {
  public:
    // Events in the unit that runs now; 0 when none runs.
    std::uint32_t count(std::uint64_t key, base::Instant now) const {
        const Unit* unit = units_.find(key);
        return unit && now < unit->end ? unit->count : 0;
    }
    void add(std::uint64_t key, base::Instant now, base::Duration length) {
        Unit& unit = units_.at(key, [now](const Unit& other) { return now >= other.end; });
        if (now >= unit.end) unit = {now + length, 0};
        ++unit.count;
    }

  private:
    struct Unit {
        base::Instant end;
        std::uint32_t count = 0;
    };
    Memory<Unit> units_;
};

}  // namespace mailsim::tables
