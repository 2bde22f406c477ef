// Aliases and forwarders at work: mail that a node has taken goes to other addresses, or there too. What is
// made is counted as created; a recipient that is sent elsewhere stays the same recipient in the books
// (sim/notes/0017-created-mail.md).
#pragma once
#include "nodes/queueing.hpp"

namespace mailsim::nodes {

// Recipients of `mail` from `first` on are new: they get their ids and are counted.
template <class W>
void count_created(Context<W>& c, Node<W>& node, std::uint32_t place, std::uint32_t first, bool outside) {
    Mail& mail = c.mails[place];
    mail::Message told = mail.message;
    told.first_recipient = {c.next_recipient};
    for (std::size_t i = first; i < mail.recipients.size(); ++i) mail.ids.push_back({c.next_recipient++});
    if (first >= mail.recipients.size()) return;
    std::span<const mail::Address> added = std::span(mail.recipients).subspan(first);
    told.key = base::mix(told.key ^ added.front().key());
    if (c.introduce) c.introduce(c.introduce_to, told, added);
    if (outside) c.outside_waiting += added.size();
    if (outside) return;
    for (std::size_t i = first; i < mail.recipients.size(); ++i)
        c.ledger(facts::Kind::created, node.id, mail, static_cast<std::uint32_t>(i), {}, {}, {},
                 mail.message.id.value);
}

// To whoever shows the way of messages: each of a fork's recipients, and whom it was made of.
template <class W>
void tell_redirections(Context<W>& c, const Node<W>& node, const Mail& made, base::RecipientId of,
                       mail::Address from) {
    if (!c.redirected) return;
    for (std::uint32_t i = 0; i < made.recipients.size(); ++i)
        c.redirected(c.introduce_to,
                     {made.message.id, made.recipient_id(i), of, node.id, c.now(), from, made.recipients[i]});
}

// To who follows the message: which rule sends it where.
template <class W>
void tell_redirect(Context<W>& c, Node<W>& node, const Mail& mail, std::uint32_t copy) {
    About about{mail.message.id, mail.recipient_id(copy)};
    if (!c.stream.wanted(facts::Level::question, about.message)) return;
    std::string names;
    const decide::Policies::Entry* by = nullptr;
    for (const decide::Destined& one : c.destined) {
        if (!one.by) continue;
        by = one.by;
        names += (names.empty() ? "" : ", ") + c.estate.book.text(one.recipient);
    }
    decide::Asked asked;
    asked.node = node.id;
    asked.step = by->rule->step;
    asked.question = by->rule->question;
    asked.answer = (c.destined.front().by ? "yes, to " : "yes, also to ") + names;
    asked.rule = by->rule->name;
    asked.pointer = by->setting->pointer;
    decide::Trace trace;
    trace.asked.push_back(std::move(asked));
    tell_asked(c, trace, about);
}

// Asks the node's aliases and forwarders about one copy that it has taken. `made` gets each new Mail; `kept`
// is called when the recipient's own mailbox has the mail too. False: nothing redirects it.
template <class W, class Made, class Kept>
bool redirect_copy(Context<W>& c, Node<W>& node, std::uint32_t place, std::uint32_t copy, bool outside,
                   Made made, Kept kept) {
    if (c.policies.redirecting(node.id).empty()) return false;
    decide::Transaction t;
    t.sender = c.mails[place].message.sender;
    t.recipient = c.mails[place].recipients[copy];
    if (!decide::redirect(c.view(node), node.id, t, c.destined)) return false;
    tell_redirect(c, node, c.mails[place], copy);
    const base::RecipientId of = c.mails[place].recipient_id(copy);
    bool stays = !c.destined.front().by;
    for (std::size_t next = stays ? 1 : 0; next < c.destined.size();) {
        std::uint32_t fork = c.fork(place, copy, c.destined[next].sender);
        Mail& mail = c.mails[fork];
        bool moved = next == 0;  // the recipient itself, at another address
        if (moved) mail.ids.push_back(c.mails[place].recipient_id(copy));
        for (; next < c.destined.size() && c.destined[next].sender == mail.message.sender; ++next)
            mail.recipients.push_back(c.destined[next].recipient);
        mail.message.recipient_count = mail.message.live_recipients =
            static_cast<std::uint32_t>(mail.recipients.size());
        count_created(c, node, fork, moved ? 1 : 0, outside);
        tell_redirections(c, node, mail, of, t.recipient);
        made(fork);
    }
    if (stays)
        kept();
    else
        c.end_copy(place);
    return true;
}

// A whole message joins the queue of the node that made it; its own aliases and forwarders see it first.
template <class W>
void post(Context<W>& c, Node<W>& node, std::uint32_t mail, std::uint16_t hops = 0) {
    auto queue_up = [&](std::uint32_t whole) {
        std::uint32_t place = c.new_entry(whole, node.id);
        c.entries[place].hops = hops;
        for (std::uint32_t copy = 0; copy < c.mails[whole].recipients.size(); ++copy)
            c.entries[place].copies.push_back(copy);
        enqueue(c, node, place);
    };
    if (!redirect_copy(c, node, mail, 0, false, queue_up, [&] { queue_up(mail); })) queue_up(mail);
}

}  // namespace mailsim::nodes
