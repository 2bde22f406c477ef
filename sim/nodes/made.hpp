// Mail that a node makes of mail it has taken: copies for the further addresses of aliases and forwarders,
// for an archive, and automatic answers. What is made is counted as created; a recipient that an alias sends
// elsewhere stays the same recipient in the books (sim/notes/0017-created-mail.md).
#pragma once
#include "nodes/notify.hpp"

namespace mailsim::nodes {

inline constexpr std::int64_t answer_text = 3'000;  // an automatic answer, our assumption

// A copy of a whole message for an archive; nobody is told when it cannot be delivered.
template <class W>
std::uint32_t archive_copy(Context<W>& c, Node<W>& node, std::uint32_t of, mail::Address to) {
    std::uint32_t place = c.fork(of, 0, c.mails[of].message.sender);
    Mail& mail = c.mails[place];
    mail.recipients.push_back(to);
    mail.origin = Origin::inside;
    mail.from = node.id;
    mail.notify = smtp::notify_never;
    mail.message.key = base::mix(mail.message.key ^ to.key());
    c.start(place);
    c.ledger(facts::Kind::created, node.id, c.mails[place], 0, {}, {}, {}, c.mails[of].message.id.value);
    return place;
}

// A mailbox has got a message of `sender`, and may answer it.
template <class W>
void respond(Context<W>& c, Node<W>& node, const mail::Message& message, mail::Address mailbox,
             bool outside) {
    if (c.policies.responding(node.id).empty() || outside) return;
    decide::Transaction t;
    t.sender = message.sender;
    t.recipient = mailbox;
    tables::Changes changes;
    if (!decide::responder(c.view(node), node.id, t, changes)) return;
    node.tables.apply(changes.all(), c.now());
    std::uint32_t answer = automatic_mail(c, node, message.sender, message.key ^ mailbox.key(), answer_text);
    c.mails[answer].notify = smtp::notify_never;
    c.start(answer);
    c.ledger(facts::Kind::created, node.id, c.mails[answer], 0, {}, {}, {}, message.id.value);
    post(c, node, answer);
}

}  // namespace mailsim::nodes
