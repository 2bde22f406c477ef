// The session: connecting, greeting, TLS, authentication, limits. The transaction is in transaction.cpp.
#include "smtp/server.hpp"

#include <cassert>

#include "smtp/words.hpp"

namespace mailsim::smtp {

const char* name(Stage stage) {
    constexpr const char* names[] = {"connect", "helo", "auth", "mail", "rcpt", "data", "content", "vrfy"};
    return names[static_cast<int>(stage)];
}

Action Server::connect(const ServerPolicy& policy, bool tls) {
    policy_ = &policy;
    phase_ = Phase::none;
    hello_ = esmtp_ = authenticated_ = false;
    tls_ = tls;
    errors_ = junk_ = 0;
    reset_transaction();
    return ask(Stage::connect);
}

// Postfix looks at its counters between commands: the reply that fills the measure is followed by 421 at
// once.
Action Server::on(const Command& command) {
    assert((std::holds_alternative<Open>(state_) || std::holds_alternative<Denied>(state_)) &&
           "no command is due");
    const Order& rule = order(command.verb, policy_->lmtp);
    Action action = proceed(command);
    if (rule.junk && junk_++ > policy_->junk_limit) ++errors_;
    return after_error(action);
}

Action Server::proceed(const Command& command) {
    const Order& rule = order(command.verb, policy_->lmtp);
    if (command.fault == Error::not_smtp && !policy_->lmtp)
        return say(reply_to(Error::not_smtp), Action::Then::close);
    if (command.verb == Verb::quit) return say(words(policy_->lmtp).bye, Action::Then::close);
    if (Error barred = bar(command, rule); barred != Error::none) return refuse(barred);
    if (command.verb == Verb::auth && !offered().auth()) return refuse(Error::auth_not_enabled);
    Error wrong = rule.at[static_cast<int>(phase_)];
    if (command.verb == Verb::bdat) return bdat(command, wrong);
    return wrong != Error::none ? refuse(wrong) : obey(command);
}

// What the session forbids, whatever the transaction.
Error Server::bar(const Command& command, const Order& rule) const {
    if (std::holds_alternative<Denied>(state_)) return Error::access_denied;
    if (command.fault == Error::not_smtp) return Error::not_recognized;
    if (command.verb == Verb::unknown && command.fault != Error::none) return command.fault;
    if (policy_->tls_required && !tls_ && !rule.before_tls) return Error::need_tls;
    if (rule.needs_hello && policy_->helo_required && !hello_) return Error::hello_first;
    return Error::none;
}

Action Server::obey(const Command& command) {
    const Words& standard = words(policy_->lmtp);
    switch (command.verb) {
        case Verb::auth: return auth(command);
        case Verb::mail: return mail_from(command);
        case Verb::rcpt: return rcpt_to(command);
        default: break;
    }
    if (command.fault != Error::none) return refuse(command.fault);
    switch (command.verb) {
        case Verb::ehlo:
        case Verb::helo:
        case Verb::lhlo: return hello(command);
        case Verb::data: return ask(Stage::data);
        case Verb::starttls: return starttls();
        case Verb::rset: reset_transaction(); return say(standard.ok);
        case Verb::noop: return say(standard.ok);
        case Verb::vrfy: return policy_->lmtp ? say(standard.maybe) : ask(Stage::vrfy);
        case Verb::help: return say(standard.help);
        case Verb::etrn: return refuse(Error::etrn_refused);
        default: return refuse(Error::not_recognized);
    }
}

Action Server::say(const mail::Reply& reply, Action::Then then) {
    Action action;
    action.what = Action::Do::say;
    action.then = then;
    action.reply = reply;
    action.tarpit = errors_ >= policy_->soft_error_limit && !policy_->lmtp;
    if (reply.code == 421 || reply.code == 521) action.then = Action::Then::close;
    if (action.then == Action::Then::close) state_ = Closed{};
    return action;
}

Action Server::refuse(Error error) { return refuse(reply_to(error, policy_->lmtp)); }

// A recipient that Dovecot refuses is no bad command.
Action Server::refuse(const mail::Reply& reply) {
    Action action = say(reply);
    bool bad = !policy_->lmtp || (reply.code >= 500 && reply.code < 550);
    if (bad) ++errors_;
    return action;
}

Action Server::after_error(Action action) {
    bool idle = std::holds_alternative<Open>(state_) || std::holds_alternative<Denied>(state_);
    bool full = action.what == Action::Do::say && idle && errors_ >= policy_->hard_error_limit;
    if (full && policy_->lmtp) return say(reply_to(Error::too_many_errors, true));  // in its place
    if (full) {
        state_ = Parting{};
        action.then = Action::Then::more;
    }
    return action;
}

Action Server::ask(Stage stage) {
    state_ = Asking{stage};
    Action action;
    action.what = Action::Do::ask;
    action.stage = stage;
    return action;
}

Action Server::answer(const mail::Reply& verdict) {
    assert(std::holds_alternative<Asking>(state_) && "nothing was asked");
    Asking asked = std::get<Asking>(state_);
    state_ = Open{};
    switch (asked.stage) {
        case Stage::connect: return answer_connect(verdict);
        case Stage::helo: return after_error(answer_helo(verdict, asked.esmtp));
        case Stage::auth: return after_error(answer_auth(verdict));
        case Stage::mail: return after_error(answer_mail(verdict));
        case Stage::rcpt: return after_error(answer_rcpt(verdict));
        case Stage::data: return after_error(answer_data(verdict, asked.chunked));
        case Stage::vrfy: return after_error(answer_vrfy(verdict));
        case Stage::content: break;
    }
    return after_error(answer_content(verdict, asked.next));
}

Action Server::answer_connect(const mail::Reply& verdict) {
    if (verdict.positive()) return say(standing(verdict, words(policy_->lmtp).greeting));
    state_ = Denied{};
    return refuse(verdict);
}

Action Server::hello(const Command& command) {
    Action action = ask(Stage::helo);
    std::get<Asking>(state_).esmtp = command.verb != Verb::helo;
    return action;
}

Action Server::answer_helo(const mail::Reply& verdict, bool esmtp) {
    if (!verdict.positive()) return refuse(verdict);
    reset_transaction();
    hello_ = true;
    esmtp_ = esmtp;
    Action action = say(standing(verdict, words(policy_->lmtp).hello));
    action.listing = esmtp;
    return action;
}

Extensions Server::offered() const {
    Extensions offers = policy_->offers;
    if (tls_) offers.drop(Extension::starttls);
    if (!tls_ && (policy_->auth_needs_tls || policy_->tls_required))
        offers.drop(Extension::auth_plain).drop(Extension::auth_login);
    return offers;
}

Action Server::starttls() {
    if (tls_) return refuse(Error::tls_active);
    if (!policy_->offers.has(Extension::starttls)) return refuse(Error::not_implemented);
    reset_transaction();
    hello_ = esmtp_ = authenticated_ = false;
    state_ = Handshake{};
    return say(words(policy_->lmtp).start_tls, Action::Then::tls);
}

Action Server::tls_started() {
    assert(std::holds_alternative<Handshake>(state_) && "no handshake is due");
    tls_ = true;
    state_ = Open{};
    return {};
}

Action Server::auth(const Command& command) {
    if (!offered().auth()) return refuse(Error::auth_not_enabled);
    if (authenticated_) return refuse(Error::already_authenticated);
    if (command.fault != Error::none) return refuse(command.fault);
    if (!command.text) return auth_.skip(), ask(Stage::auth);
    return auth_step(auth_.start(command.text->argument, command.text->response, offered()));
}

Action Server::auth_response(std::string_view line) {
    assert(std::holds_alternative<Authenticating>(state_) && "no line of AUTH is due");
    state_ = Open{};
    return after_error(auth_step(auth_.next(line)));
}

Action Server::auth_step(AuthExchange::Step step) {
    if (step.what == AuthExchange::Step::What::failed) return refuse(step.error);
    if (step.what == AuthExchange::Step::What::done) return ask(Stage::auth);
    state_ = Authenticating{};
    return say({334, {}, step.challenge}, Action::Then::auth_response);
}

Action Server::answer_auth(const mail::Reply& verdict) {
    auth_.forget();
    if (!verdict.positive()) return refuse(verdict);
    authenticated_ = true;
    return say(standing(verdict, words(policy_->lmtp).authenticated));
}

Action Server::more() {
    if (std::holds_alternative<Parting>(state_)) return say(reply_to(Error::too_many_errors));
    assert(std::holds_alternative<Asking>(state_) && "nothing more is due");
    return content_verdicts(own_refusal_);
}

Action Server::timed_out() { return say(reply_to(Error::timeout)); }

}  // namespace mailsim::smtp
