// Who answers for a recipient. Custody passes from the sender to a node at one instant, when the node accepts
// the content: there the sender's copy ends and the node's begins, and the ledger's facts of both are told.
// Nothing that happens to the session afterwards can double or lose it (sim/notes/0004-custody.md).
#pragma once
#include <algorithm>

#include "nodes/queueing.hpp"

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

// A mailbox, or a peer that takes mail for its own users, has it.
template <class W>
void delivered(Context<W>& c, NodeId at, std::uint32_t mail_place, std::uint32_t copy) {
    Mail& mail = c.mails[mail_place];
    std::int64_t delay = (c.now() - mail.message.submitted).count();
    c.ledger(facts::Kind::delivered, at, mail, copy, {}, {250, {2, 0, 0}, "Ok"}, {}, delay);
    c.end_copy(mail_place);
}

template <class W>
bool keeps_at_once(Context<W>& c, Node<W>& node, mail::Address recipient, std::uint64_t key) {
    return c.is_peer(node.id) &&
           decide::next_hop(c.view(node), node.id, recipient, key).kind == decide::NextHop::Kind::mailbox;
}

// A copy is no longer the sender's: gone from its entry and from its queue's count at this instant.
template <class W>
void leave_entry(Context<W>& c, Entry& entry, std::uint32_t copy) {
    entry.copies.erase(std::find(entry.copies.begin(), entry.copies.end(), copy));
    if (!entry.node.valid()) return;
    --c.node(entry.node).queued;
    if (entry.outside) --c.node(entry.node).queued_outside;
}

// `node` accepts the copies at these positions of the sender's offer.
template <class W>
void commit(Context<W>& c, Node<W>& node, Entry& sender, const std::vector<std::uint32_t>& positions,
            const decide::Verdict& verdict) {
    Mail& mail = c.mails[sender.mail];
    bool peer = c.is_peer(node.id);
    std::uint32_t own = 0;
    bool has_own = false;
    for (std::uint32_t position : positions) {
        std::uint32_t copy = sender.offer[position];
        if (sender.outside && !peer) {
            answer_outside(c, mail, copy, node.id, true);
        }
        if (sender.node.valid()) tell_attempt(c, sender.node, sender, copy, {250, {2, 0, 0}, "Ok"}, node.id);
        leave_entry(c, sender, copy);
        if (!sender.outside) {
            c.ledger(facts::Kind::handed_on, sender.node, mail, copy, node.id);
            c.ledger(facts::Kind::received, node.id, mail, copy, sender.node);
        }
        if (verdict.action == decide::Action::accept &&
            !keeps_at_once(c, node, mail.recipients[copy], mail.message.key)) {
            if (!has_own) own = c.new_entry(sender.mail, node.id);
            has_own = true;
            c.entries[own].copies.push_back(copy);
            continue;
        }
        if (verdict.action == decide::Action::accept) {
            if (sender.outside) answer_outside(c, mail, copy, node.id, true);
            delivered(c, node.id, sender.mail, copy);
            continue;
        }
        bool dropped = verdict.action == decide::Action::discard;
        c.ledger(dropped ? facts::Kind::discarded : facts::Kind::quarantined, node.id, mail, copy, {},
                 verdict.reply, verdict.rule);
        c.end_copy(sender.mail);
    }
    if (!has_own) return;
    Entry& entry = c.entries[own];
    entry.hops = static_cast<std::uint16_t>(sender.hops + 1);
    entry.outside = sender.outside && peer;
    enqueue(c, node, own);
}

}  // namespace mailsim::nodes
