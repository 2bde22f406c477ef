// Where mail from outside meets the estate: there it is accepted or rejected, once for each recipient.
#pragma once
#include "nodes/context.hpp"

namespace mailsim::nodes {

// The estate's edge has answered for a recipient from outside.
template <class W>
void answer_outside(Context<W>& c, Mail& mail, std::uint32_t copy, NodeId at, bool accepted,
                    const mail::Reply& reply = {}, base::RuleId rule = {}) {
    --c.outside_waiting;
    c.ledger(facts::Kind::offered, at, mail, copy);
    c.ledger(accepted ? facts::Kind::accepted : facts::Kind::rejected, at, mail, copy, mail.from, reply,
             rule);
}

}  // namespace mailsim::nodes
