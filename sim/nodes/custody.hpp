// Who answers for a recipient. Custody passes from the sender to a node at one instant, when the node accepts
// the content: there the sender's copy ends and the node's begins, and the ledger's facts of both are told.
// Nothing that happens to the session afterwards can double or lose it (sim/notes/0004-custody.md).
#pragma once
#include <algorithm>

#include "nodes/made.hpp"
#include "smtp/words.hpp"

namespace mailsim::nodes {

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
// offers: what the server that took it announced.
template <class W>
void leave_entry(Context<W>& c, Entry& entry, std::uint32_t copy) {
    entry.copies.erase(std::find(entry.copies.begin(), entry.copies.end(), copy));
    if (!entry.node.valid()) return;
    --c.node(entry.node).queued;
    if (entry.outside) --c.node(entry.node).queued_outside;
}

// One copy that `node` has accepted: kept here, sent elsewhere, or at its end.
template <class W>
class Acceptance {
  public:
    Acceptance(Context<W>& c, Node<W>& node, Entry& sender, bool dsn)
        : c_(c), node_(node), sender_(sender), peer_(c.is_peer(node.id)), dsn_(dsn) {}

    void take(std::uint32_t copy, const decide::Verdict& verdict) {
        Mail& mail = c_.mails[sender_.mail];
        if (sender_.outside && !peer_) answer_outside(c_, mail, copy, node_.id, true);
        if (sender_.node.valid())
            tell_attempt(c_, sender_.node, sender_, copy, smtp::postfix_words.queued, node_.id);
        leave_entry(c_, sender_, copy);
        if (sender_.node.valid() && !dsn_ && sender_.notify & smtp::notify_success)
            ++c_.files[sender_.file].taken;  // relayed
        if (!sender_.outside) {
            c_.ledger(facts::Kind::handed_on, sender_.node, mail, copy, node_.id);
            c_.ledger(facts::Kind::received, node_.id, mail, copy, sender_.node);
        }
        if (verdict.action != decide::Action::accept) return drop(copy, verdict);
        if (!redirect(copy)) keep(copy);
    }

    // What the node has taken joins its queue.
    void finish() {
        for (std::uint32_t place : {own_, made_})
            if (place != none) queue_up(place);
        for (std::uint32_t place : more_) queue_up(place);
        for (std::uint32_t mail : archived_)
            post(c_, node_, mail, static_cast<std::uint16_t>(sender_.hops + 1));
    }

    void archive(std::span<const mail::Address> recipients) {
        if (c_.policies.archiving(node_.id).empty() || (peer_ && sender_.outside)) return;
        const Mail& mail = c_.mails[sender_.mail];
        decide::Transaction t;
        t.sender = mail.message.sender;
        decide::archive(c_.view(node_), node_.id, t, recipients, [&](const auto&, mail::Address to) {
            archived_.push_back(archive_copy(c_, node_, sender_.mail, to));
        });
    }

  private:
    static constexpr std::uint32_t none = 0xffffffffu;

    void drop(std::uint32_t copy, const decide::Verdict& verdict) {
        bool dropped = verdict.action == decide::Action::discard;
        c_.ledger(dropped ? facts::Kind::discarded : facts::Kind::quarantined, node_.id,
                  c_.mails[sender_.mail], copy, {}, verdict.reply, verdict.rule);
        c_.end_copy(sender_.mail);
    }

    void keep(std::uint32_t copy) {
        Mail& mail = c_.mails[sender_.mail];
        if (keeps_at_once(c_, node_, mail.recipients[copy], mail.message.key)) {
            if (sender_.outside) answer_outside(c_, mail, copy, node_.id, true);
            bool told = dsn_ && !sender_.outside && sender_.notify & smtp::notify_success;
            mail::Message about = mail.message;
            smtp::Ret ret = mail.ret;
            delivered(c_, node_.id, sender_.mail, copy);
            if (told) tell_taken(c_, node_, about, ret);
            return;
        }
        if (own_ == none) own_ = c_.new_entry(sender_.mail, node_.id);
        c_.entries[own_].copies.push_back(copy);
    }

    // Aliases and forwarders of this node. False: none.
    bool redirect(std::uint32_t copy) {
        bool outside = sender_.outside && peer_;
        return redirect_copy(
            c_, node_, sender_.mail, copy, outside,
            [&](std::uint32_t mail) {
                std::uint32_t place = c_.new_entry(mail, node_.id);
                for (std::uint32_t i = 0; i < c_.mails[mail].recipients.size(); ++i)
                    c_.entries[place].copies.push_back(i);
                if (made_ == none)
                    made_ = place;
                else
                    more_.push_back(place);
            },
            [&] { keep(copy); });
    }

    void queue_up(std::uint32_t place) {
        Entry& entry = c_.entries[place];
        entry.hops = static_cast<std::uint16_t>(sender_.hops + 1);
        entry.outside = sender_.outside && peer_;
        if (!dsn_) entry.notify = 0;
        enqueue(c_, node_, place);
    }

    Context<W>& c_;
    Node<W>& node_;
    Entry& sender_;
    bool peer_, dsn_;
    std::uint32_t own_ = none, made_ = none;
    std::vector<std::uint32_t> more_, archived_;  // seldom used
};

// `node` accepts the copies at these positions of the sender's offer. dsn: it has offered notifications.
template <class W>
void commit(Context<W>& c, Node<W>& node, Entry& sender, const std::vector<std::uint32_t>& positions,
            const decide::Verdict& verdict, bool dsn = true) {
    Acceptance<W> acceptance(c, node, sender, dsn);
    if (verdict.action == decide::Action::accept && !c.policies.archiving(node.id).empty()) {
        std::vector<mail::Address> recipients;
        for (std::uint32_t position : positions)
            recipients.push_back(c.mails[sender.mail].recipients[sender.offer[position]]);
        acceptance.archive(recipients);
    }
    for (std::uint32_t position : positions) acceptance.take(sender.offer[position], verdict);
    acceptance.finish();
}

}  // namespace mailsim::nodes
