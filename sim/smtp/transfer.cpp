// The transfer of one message: a sending hand and a receiving hand over the same lines, as in Postfix's
// smtp_loop.
#include <cassert>

#include "smtp/client.hpp"

namespace mailsim::smtp {

// The sender may run ahead as far as pipelining allows; before the content and at the end it needs all
// replies (RFC 2920 3.1). Only when they are all in can it turn aside.
Send Client::next_transfer(Transfer& t) {
    bool pipelining = policy_->pipelining && offers_.has(Extension::pipelining);
    bool must_know = !pipelining || t.send == Line::dot || t.send == Line::last;
    Send out;
    out.what = Send::What::wait;
    if (must_know && t.ahead()) return out;
    if (t.send == Line::last || (t.receive == Line::last && t.send != Line::quit)) {
        bool keep = policy_->keep_open;
        if (keep) {
            state_ = Idle{};
        } else {
            state_ = Closed{};
        }
        out.what = keep ? Send::What::idle : Send::What::close;
        return out;
    }
    bool nobody_left = (t.send == Line::rcpt && t.mail_refused) ||
                       (t.send == Line::data && t.accepted == 0) || (t.send == Line::dot && t.data_refused);
    if (must_know && nobody_left) {
        t.send = t.receive = Line::reset;
        t.sent = t.received = 0;
    }
    return emit(t);
}

Send Client::emit(Transfer& t) {
    Send out;
    out.what = Send::What::command;
    switch (t.send) {
        case Line::mail: return mail_command(t);
        case Line::rcpt: return rcpt_command(t);
        case Line::data: out.command.verb = Verb::data; break;
        case Line::dot:
            out.what = Send::What::content;
            out.empty = t.accepted == 0;  // 354 although nobody is left: nothing but "." (RFC 2920 3.1)
            break;
        case Line::reset: out.command.verb = Verb::rset; break;
        default: out.command.verb = Verb::quit; break;
    }
    bool to_end = t.send == Line::quit || (policy_->keep_open && t.send >= Line::dot);
    t.send = to_end ? Line::last : t.send >= Line::dot ? Line::quit : Line::dot;
    return out;
}

Send Client::mail_command(Transfer& t) {
    Send out;
    out.what = Send::What::command;
    Command& command = out.command;
    command.verb = Verb::mail;
    command.address = envelope_.sender;
    if (offers_.has(Extension::size)) command.size = envelope_.size;
    if (offers_.has(Extension::eight_bit_mime)) command.body = envelope_.body;
    if (offers_.has(Extension::smtputf8)) command.smtputf8 = envelope_.smtputf8;
    if (offers_.has(Extension::dsn)) command.ret = envelope_.ret;
    if (envelope_.text) {
        text_ = {};
        text_.path = envelope_.text->sender;
        if (offers_.has(Extension::dsn)) text_.envid = envelope_.text->envid;
        command.text = &text_;
    }
    t.send = Line::rcpt;
    return out;
}

Send Client::rcpt_command(Transfer& t) {
    Send out;
    out.what = Send::What::command;
    out.recipient = t.sent;
    Command& command = out.command;
    command.verb = Verb::rcpt;
    if (envelope_.recipients) command.address = envelope_.recipients[t.sent];
    if (envelope_.notify && offers_.has(Extension::dsn)) command.notify = envelope_.notify[t.sent];
    if (const EnvelopeText* words = envelope_.text) {
        text_ = {};
        if (words->recipients) text_.path = words->recipients[t.sent];
        if (words->orcpt && offers_.has(Extension::dsn)) text_.orcpt = words->orcpt[t.sent];
        command.text = &text_;
    }
    if (++t.sent == envelope_.count) t.send = Line::data;
    return out;
}

void Client::on_transfer(Transfer& t, const mail::Reply& reply) {
    switch (t.receive) {
        case Line::mail:
            if (reply.code / 100 != 2) {
                settle_all(reply, Point::mail);
                t.mail_refused = true;
            }
            t.receive = Line::rcpt;
            break;
        case Line::rcpt: on_rcpt(t, reply); break;
        case Line::data:
            if (reply.code / 100 != 3) {
                settle_all(reply, Point::data);
                t.data_refused = true;
            }
            t.receive = Line::dot;
            break;
        case Line::dot: on_dot(t, reply); break;
        case Line::reset:
            t.receive = policy_->wait_for_quit && !policy_->keep_open ? Line::quit : Line::last;
            break;
        case Line::quit: t.receive = Line::last; break;
        case Line::last: break;  // the reply to a QUIT nobody waits for
    }
}

void Client::on_rcpt(Transfer& t, const mail::Reply& reply) {
    if (t.mail_refused) {
        // all recipients share MAIL's refusal already
    } else if (reply.code / 100 == 2) {
        ++t.accepted;
    } else {
        settle(t.received, kept(reply), Point::rcpt);
    }
    if (++t.received == envelope_.count) t.receive = Line::data;
}

// One reply for the message; LMTP: one for each recipient that was accepted, in their order (RFC 2033 4.2).
void Client::on_dot(Transfer& t, const mail::Reply& reply) {
    if (!policy_->lmtp) {
        if (t.accepted > 0) settle_all(reply, Point::content);
    } else if (t.accepted > 0) {
        std::uint32_t i = t.reported;
        while (i < results_.size() && results_[i].fate != Fate::pending) ++i;
        if (i < results_.size()) settle(i, kept(reply), Point::content);
        while (i < results_.size() && results_[i].fate != Fate::pending) ++i;
        t.reported = i;
        if (i < results_.size()) return;
    }
    t.receive = policy_->wait_for_quit && !policy_->keep_open ? Line::quit : Line::last;
}

}  // namespace mailsim::smtp
