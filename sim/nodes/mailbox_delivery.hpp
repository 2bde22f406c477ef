// Delivery into the mailboxes of a node: quota and the other rules of delivery, then the mailbox has it.
#pragma once
#include "nodes/attempt.hpp"

namespace mailsim::nodes {

template <class W>
class MailboxDelivery {
  public:
    explicit MailboxDelivery(Attempt<W>& attempt)
        : attempt_(attempt), c_(attempt.context()), node_(attempt.node()) {}

    base::Task<void> run() {
        if (!co_await attempt_.pass_queue_manager()) co_return;
        decide::Cost sending = attempt_.cost(Operation::lmtp_delivery);
        if (co_await spend(c_, node_, attempt_.session(), sending, attempt_.message(), Worker::lmtp) !=
            Outcome::done)
            co_return attempt_.put_off(decide::lost_connection, {}, node_.id);
        decide::Cost each = attempt_.cost(Operation::mailbox_delivery);
        for (std::uint32_t copy : attempt_.entry().offer) {
            if (co_await spend(c_, node_, attempt_.session(), each, attempt_.message(), Worker::mailbox) !=
                Outcome::done)
                co_return attempt_.put_off(decide::lost_connection, {}, node_.id);
            put_into_mailbox(copy);
        }
    }

  private:
    void put_into_mailbox(std::uint32_t copy) {
        mail::Address recipient = attempt_.mail().recipients[copy];
        if (!c_.estate.has_mailbox(recipient))
            return attempt_.fail(copy, {550, {5, 1, 1}, "<{recipient}> User doesn't exist: {recipient}"}, {},
                                 node_.id, smtp::Point::rcpt);
        decide::Client local;
        local.node = node_.id;
        local.protocol = estate::Protocol::lmtp;
        decide::Transaction t{attempt_.mail().message.sender,
                              recipient,
                              attempt_.mail().message.size,
                              attempt_.mail().message.key,
                              0,
                              attempt_.entry().hops,
                              0,
                              attempt_.mail().message.spam};
        decide::Verdict v = ask(c_, node_, decide::Stage::delivery, local, t,
                                {attempt_.message(), attempt_.mail().recipient_id(copy)});
        if (!v.accepted()) {
            if (v.reply.permanent())
                return attempt_.fail(copy, v.reply, v.rule, node_.id, smtp::Point::content);
            return attempt_.put_off(v.reply, v.rule, node_.id, smtp::Point::content);
        }
        std::uint32_t mailbox = c_.estate.mailbox(recipient);
        base::Bytes size = attempt_.mail().message.size;
        c_.counts.deliver(mailbox::MailboxId{mailbox}, size, c_.now());
        std::uint32_t slot = attempt_.entry().mail;
        tell_attempt(c_, node_.id, attempt_.entry(), copy, smtp::dovecot_words.queued, node_.id);
        if (attempt_.entry().outside)
            answer_outside(c_, attempt_.mail(), copy, node_.id, true);  // a peer's own users among themselves
        attempt_.take_out(copy);
        bool outside = attempt_.entry().outside;
        if (attempt_.entry().notify & smtp::notify_success && !outside)
            ++c_.files[attempt_.entry().file].taken;
        mail::Message message = attempt_.mail().message;
        delivered(c_, node_.id, slot, copy);
        respond(c_, node_, message, recipient, outside);
        if (c_.delivered_to) c_.delivered_to(c_.delivered_context, mailbox, size);
    }

    Attempt<W>& attempt_;
    Context<W>& c_;
    Node<W>& node_;
};

}  // namespace mailsim::nodes
