// What an alias, a forwarder or a catch-all did with one envelope recipient: told once for the recipient that
// goes on at another address, and once for each that is made beside it. For whoever shows a message's way.
#pragma once
#include "base/id.hpp"
#include "base/units.hpp"
#include "mail/address.hpp"

namespace mailsim::mail {

struct Redirection {
    base::MessageId message;
    base::RecipientId recipient;  // who goes to `to` from here on
    base::RecipientId of;         // who was redirected; the same for the recipient itself
    base::NodeId node;
    base::Instant at;
    Address from, to;
};

}  // namespace mailsim::mail
