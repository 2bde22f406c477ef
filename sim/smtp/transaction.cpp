// The mail transaction of the server's machine: MAIL, RCPT, DATA, BDAT, content, and LMTP's reply per
// recipient.
#include <cassert>

#include "smtp/server.hpp"
#include "smtp/words.hpp"

namespace mailsim::smtp {

void Server::reset_transaction() {
    phase_ = Phase::none;
    accepted_ = overshoot_ = 0;
    declared_size_ = -1;
    content_size_ = 0;
}

bool Server::over_size(std::int64_t octets) const {
    return policy_->offers.size > 0 && octets > policy_->offers.size;
}

Action Server::mail_from(const Command& command) {
    if (policy_->auth_required && !authenticated_) return refuse(Error::need_auth);
    if (command.fault != Error::none) return refuse(command.fault);
    if (command.smtputf8 && !policy_->offers.has(Extension::smtputf8))
        return refuse(Error::unsupported_option);
    if (command.dsn && !policy_->offers.has(Extension::dsn)) return refuse(Error::dsn_disabled);
    if (command.auth_twice && policy_->offers.auth()) return refuse(Error::auth_twice);
    if (over_size(command.size)) return refuse(Error::size_declared);
    Action action = ask(Stage::mail);
    declared_size_ = command.size;
    smtputf8_ = command.smtputf8;
    return action;
}

Action Server::answer_mail(const mail::Reply& verdict) {
    if (!verdict.positive()) return reset_transaction(), refuse(verdict);
    phase_ = Phase::mail;
    content_size_ = 0;
    return say(standing(verdict, words(policy_->lmtp).sender_ok));
}

// Too many recipients are refused one by one (RFC 5321 4.5.3.1.10), and count as errors only beyond the
// overshoot.
Action Server::rcpt_to(const Command& command) {
    if (command.fault != Error::none) return refuse(command.fault);
    if (command.smtputf8 && !smtputf8_) return refuse(Error::need_smtputf8);
    if (command.dsn && !policy_->offers.has(Extension::dsn)) return refuse(Error::dsn_disabled);
    if (accepted_ < policy_->recipient_limit) return ask(Stage::rcpt);
    if (overshoot_++ < policy_->recipient_overshoot) return say(reply_to(Error::too_many_recipients));
    return refuse(Error::too_many_recipients);
}

Action Server::answer_rcpt(const mail::Reply& verdict) {
    if (!verdict.positive()) return refuse(verdict);
    if (phase_ == Phase::mail) phase_ = Phase::rcpt;
    ++accepted_;
    return say(standing(verdict, words(policy_->lmtp).recipient_ok));
}

Action Server::answer_vrfy(const mail::Reply& verdict) {
    if (!verdict.positive()) return refuse(verdict);
    return say(words(policy_->lmtp).maybe);
}

Action Server::answer_data(const mail::Reply& verdict, bool chunked) {
    if (chunked && verdict.positive())
        return phase_ = Phase::chunks, begin_chunk(pending_size_, pending_last_);
    if (chunked) {
        state_ = Chunk{pending_size_, pending_last_, verdict};
        return read_chunk();
    }
    if (!verdict.positive()) return refuse(verdict);
    state_ = Content{};
    const mail::Reply& reply = verdict.code == 354 ? standing(verdict, words(policy_->lmtp).go_ahead)
                                                   : words(policy_->lmtp).go_ahead;
    return say(reply, Action::Then::content);
}

Action Server::content_end(std::int64_t octets, bool bare_newline) {
    assert(std::holds_alternative<Content>(state_) && "no content is due");
    content_size_ = octets;
    mail::Reply own;
    if (over_size(octets)) own = reply_to(Error::size_content);
    if (policy_->reject_bare_newline && bare_newline) own = reply_to(Error::bare_newline);
    state_ = Asking{Stage::content};
    return content_verdicts(own);
}

// Asks for the verdict on the content (LMTP: on one recipient's copy), or gives the machine's own to
// everybody.
Action Server::content_verdicts(const mail::Reply& own) {
    own_refusal_ = own;
    Asking asked = std::get<Asking>(state_);
    if (own.code == 0) {
        Action action = ask(Stage::content);
        std::get<Asking>(state_).next = action.recipient = asked.next;
        return action;
    }
    state_ = Open{};
    return after_error(answer_content(own, asked.next));
}

Action Server::answer_content(const mail::Reply& verdict, std::uint32_t next) {
    const Words& standard = words(policy_->lmtp);
    const mail::Reply& good = phase_ == Phase::chunks ? standard.chunks_queued : standard.queued;
    if (verdict.positive()) errors_ = junk_ = 0;
    Action action = verdict.positive() ? say(standing(verdict, good)) : refuse(verdict);
    if (policy_->lmtp && next + 1 < accepted_ && !closed()) {
        state_ = Asking{Stage::content, false, false, next + 1};
        action.then = Action::Then::more;
        return action;
    }
    std::int64_t size = content_size_;
    reset_transaction();
    content_size_ = size;  // {limit} of the reply
    return action;
}

// A chunk is always read, even one that is refused: what follows it is the next command (RFC 3030 4.2).
Action Server::bdat(const Command& command, Error wrong) {
    if (!policy_->offers.has(Extension::chunking)) return refuse(Error::bdat_not_implemented);
    if (command.fault != Error::none) return refuse(command.fault);
    pending_size_ = command.size;
    pending_last_ = command.last;
    if (command.size == 0 && !command.last && !policy_->lmtp) wrong = Error::bdat_null;
    if (wrong != Error::none) {
        state_ = Chunk{command.size, command.last, reply_to(wrong, policy_->lmtp)};
        return read_chunk();
    }
    if (phase_ == Phase::chunks) return begin_chunk(command.size, command.last);
    Action action = ask(Stage::data);
    std::get<Asking>(state_).chunked = true;
    return action;
}

Action Server::begin_chunk(std::int64_t size, bool last) {
    bool fits = policy_->offers.size == 0 || size <= policy_->offers.size - content_size_;
    state_ = Chunk{size, last, fits ? mail::Reply{} : reply_to(Error::size_chunk)};
    return read_chunk();
}

Action Server::read_chunk() const {
    Action action;
    action.then = Action::Then::chunk;
    return action;
}

std::int64_t Server::chunk_size() const {
    const Chunk* chunk = std::get_if<Chunk>(&state_);
    return chunk ? chunk->size : pending_size_;
}

Action Server::chunk_end(bool bare_newline) {
    assert(std::holds_alternative<Chunk>(state_) && "no chunk is due");
    Chunk chunk = std::get<Chunk>(state_);
    if (policy_->reject_bare_newline && bare_newline && chunk.refusal.code == 0)
        chunk.refusal = reply_to(Error::bare_newline);
    state_ = Open{};
    if (chunk.refusal.code != 0) {
        bool begun = phase_ != Phase::none && phase_ != Phase::skipping;
        reset_transaction();
        if (!chunk.last) phase_ = begun ? Phase::spoiled : Phase::skipping;
        return after_error(refuse(chunk.refusal));
    }
    content_size_ += chunk.size;
    if (!chunk.last) return say(words(policy_->lmtp).chunk_ok);
    state_ = Asking{Stage::content};
    return content_verdicts({});
}

}  // namespace mailsim::smtp
