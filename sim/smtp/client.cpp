// The session of the client's machine: greeting, hello, TLS, AUTH, losses. The transfer is in transfer.cpp.
#include "smtp/client.hpp"

#include <cassert>

#include "smtp/auth.hpp"

namespace mailsim::smtp {
namespace {

Send command(Verb verb) {
    Send out;
    out.what = Send::What::command;
    out.command.verb = verb;
    return out;
}
Send just(Send::What what) {
    Send out;
    out.what = what;
    return out;
}

constexpr mail::Reply tls_not_offered{0, {4, 7, 4}, "TLS is required, but was not offered by host {server}"};
constexpr mail::Reply tls_broke{0, {4, 7, 5}, "Cannot start TLS: handshake failure"};
constexpr mail::Reply auth_not_offered{
    0, {4, 7, 0}, "authentication is required, but was not offered by host {server}"};

}  // namespace

void Client::start(const ClientPolicy& policy, const Envelope& envelope) {
    policy_ = &policy;
    envelope_ = envelope;
    results_.reset(envelope.count);
    texts_.clear();
    offers_ = {};
    tls_ = policy.tls_from_start;
    authenticated_ = retry_without_tls_ = stale_ = false;
    state_ = Greeting{};
}

void Client::again(const Envelope& envelope) {
    assert(std::holds_alternative<Idle>(state_) && "the connection is not idle");
    envelope_ = envelope;
    results_.reset(envelope.count);
    texts_.clear();
    state_ = Probe{};
}

void Client::again(const ClientPolicy& policy, const Envelope& envelope) {
    again(envelope);
    policy_ = &policy;
}

Send Client::next() {
    if (auto* t = std::get_if<Transfer>(&state_)) return next_transfer(*t);
    if (auto* hello = std::get_if<Hello>(&state_)) return next_hello(*hello);
    if (auto* auth = std::get_if<Auth>(&state_)) return next_auth(*auth);
    if (auto* start_tls = std::get_if<StartTls>(&state_)) {
        if (start_tls->sent) return just(Send::What::wait);
        start_tls->sent = true;
        return command(Verb::starttls);
    }
    if (auto* probe = std::get_if<Probe>(&state_)) {
        if (probe->sent) return just(Send::What::wait);
        probe->sent = true;
        return command(Verb::rset);
    }
    if (auto* leaving = std::get_if<Leaving>(&state_)) {
        if (!leaving->sent) return leaving->sent = true, command(Verb::quit);
        if (policy_->wait_for_quit) return just(Send::What::wait);
        state_ = Closed{};
    }
    if (std::holds_alternative<Greeting>(state_)) return just(Send::What::wait);
    if (std::holds_alternative<Handshake>(state_)) return just(Send::What::tls);
    return just(std::holds_alternative<Idle>(state_) ? Send::What::idle : Send::What::close);
}

void Client::on(const mail::Reply& reply, const Extensions& offers) {
    if (auto* t = std::get_if<Transfer>(&state_)) return on_transfer(*t, reply);
    if (auto* hello = std::get_if<Hello>(&state_)) return on_hello(*hello, reply, offers);
    if (auto* auth = std::get_if<Auth>(&state_)) return on_auth(*auth, reply);
    if (std::holds_alternative<Greeting>(state_)) {
        if (reply.code / 100 != 2) return leave(reply, Point::greeting);
        state_ = Hello{policy_->lmtp ? Verb::lhlo : Verb::ehlo};
    } else if (std::holds_alternative<StartTls>(state_)) {
        if (reply.code / 100 == 2) {
            state_ = Handshake{};
        } else if (policy_->tls == TlsUse::required) {
            leave(reply, Point::tls);
        } else {
            after_hello();
        }
    } else if (std::holds_alternative<Probe>(state_)) {
        if (reply.code / 100 == 2) {
            state_ = Transfer{};
        } else {
            stale_ = true;
            state_ = Leaving{};
        }
    } else if (std::holds_alternative<Leaving>(state_)) {
        state_ = Closed{};
    }
}

Send Client::next_hello(Hello& hello) {
    if (hello.sent) return just(Send::What::wait);
    hello.sent = true;
    return command(hello.verb);
}

// EHLO refused: HELO is tried, unless the server is going away (RFC 5321 3.2, 4.2.1).
void Client::on_hello(const Hello& hello, const mail::Reply& reply, const Extensions& offers) {
    if (reply.code / 100 == 2) {
        offers_ = hello.verb == Verb::helo ? Extensions{} : offers;
        bool wants_tls = policy_->tls != TlsUse::none && !tls_;
        if (wants_tls && offers_.has(Extension::starttls)) {
            state_ = StartTls{};
        } else if (wants_tls && policy_->tls == TlsUse::required) {
            leave(tls_not_offered, Point::tls);
        } else {
            after_hello();
        }
    } else if (hello.verb == Verb::ehlo && reply.code != 421) {
        state_ = Hello{Verb::helo};
    } else {
        leave(reply, Point::helo);
    }
}

// Postfix's client does not offer what the server has said it will not take (smtp_proto.c, smtp_xfer).
bool Client::too_large() const {
    return !policy_->authenticate && offers_.has(Extension::size) && offers_.size > 0 &&
           envelope_.size > offers_.size;
}

void Client::after_hello() {
    bool offered = offers_.auth() || authenticated_;
    if (policy_->auth_required && !offered) return leave(auth_not_offered, Point::auth);
    if ((policy_->authenticate || policy_->auth_required) && offered && !authenticated_) {
        state_ = Auth{!offers_.has(Extension::auth_plain)};
    } else if (too_large()) {
        leave(message_too_large, Point::mail);
    } else {
        state_ = Transfer{};
    }
}

void Client::tls_started() {
    assert(std::holds_alternative<Handshake>(state_) && "no handshake is due");
    tls_ = true;
    offers_ = {};  // what was offered before is forgotten (RFC 3207 4.2)
    state_ = Hello{policy_->lmtp ? Verb::lhlo : Verb::ehlo};
}

void Client::tls_failed() {
    retry_without_tls_ = policy_->tls != TlsUse::required;
    if (!retry_without_tls_) settle_all(tls_broke, Point::tls);
    state_ = Closed{};
}

Send Client::next_auth(Auth& auth) {
    if (auth.waiting) return just(Send::What::wait);
    auth.waiting = true;
    if (auth.step > 0) {
        auth_line_ = base64(auth.step == 1 ? policy_->user : policy_->password);
        return just(Send::What::response);
    }
    Send out = command(Verb::auth);
    if (policy_->user.empty()) return out;
    auth_line_ = auth.login ? "" : plain_response(policy_->user, policy_->password);
    text_ = {};
    text_.argument = auth.login ? "LOGIN" : "PLAIN";
    text_.response = auth_line_;
    out.command.text = &text_;
    return out;
}

void Client::on_auth(Auth& auth, const mail::Reply& reply) {
    if (reply.code == 334 && auth.login && auth.step < 2) {
        ++auth.step;
        auth.waiting = false;
    } else if (reply.code / 100 == 2) {
        authenticated_ = true;
        state_ = Transfer{};
    } else if (reply.code == 334) {  // more questions than the mechanism has
        leave({0, {4, 7, 0}, "SASL authentication failed; cannot authenticate to server {server}"},
              Point::auth);
    } else {
        leave(reply, Point::auth);
    }
}

// The session is given up with a QUIT; all recipients share its reason.
void Client::leave(const mail::Reply& reply, Point at) {
    settle_all(reply, at);
    state_ = Leaving{};
}

mail::Reply Client::kept(const mail::Reply& reply) {
    if (!policy_->keep_texts || reply.code == 0) return reply;
    if (texts_.empty() || texts_.back() != reply.text) texts_.emplace_back(reply.text);
    mail::Reply copy = reply;
    copy.text = texts_.back();
    return copy;
}

// A 5xx greeting or a TLS that does not come about says nothing of the message: another host, or later, may
// take it (Postfix: smtp_skip_5xx_greeting=yes, else the greeting is final). Only a 2xx after the content is
// an acceptance.
void Client::settle(std::uint32_t i, const mail::Reply& reply, Point at) {
    Result& result = results_[i];
    if (result.fate != Fate::pending) return;
    result.reply = reply;
    result.at = at;
    bool bad = reply.permanent() || (reply.code == 0 && reply.enhanced.class_ == 5);
    bool skipped = at == Point::greeting && policy_->skip_5xx_greeting;
    bool final = at >= Point::greeting && !skipped && at != Point::tls && bad;
    bool taken = at == Point::content && reply.code / 100 == 2;
    result.fate = taken ? Fate::accepted : final ? Fate::permanent : Fate::temporary;
    if (skipped && reply.permanent()) result.reply.enhanced.class_ = 4;
}

void Client::settle_all(const mail::Reply& reply, Point at) {
    mail::Reply copy = kept(reply);
    for (std::uint32_t i = 0; i < results_.size(); ++i) settle(i, copy, at);
}

void Client::not_connected(const mail::Reply& why) {
    settle_all(why, Point::connect);
    state_ = Closed{};
}

}  // namespace mailsim::smtp
