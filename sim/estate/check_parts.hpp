// The checks of an estate that follow mail through it: where MX records lead, and where relays send mail on.
// Not for use outside this room; check() of estate.hpp asks them all.
#pragma once
#include "estate/estate.hpp"

namespace mailsim::estate {

// An MX to nowhere: a host without address, or an address that is no node or takes no mail on port 25.
void check_mx(const Estate& estate, base::Problems& problems);

// Walks every kind of recipient from every node where its mail may start: loops of relays, mail that no
// transport takes, domains that have neither MX nor address.
void check_relaying(const Estate& estate, base::Problems& problems);

}  // namespace mailsim::estate
