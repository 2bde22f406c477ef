// The part of Server that leads into a session and out of it: CAPA, STLS, USER, PASS, AUTH, QUIT.
#include "base/names.hpp"
#include "mail/encoding.hpp"
#include "pop3/server.hpp"
#include "pop3/words.hpp"

namespace mailsim::pop3 {

bool Server::user(std::string_view argument) {
    if (!passwords_allowed()) return refuse(words::plaintext_refused);
    user_ = argument;
    say(words::ok);
    return true;
}

bool Server::pass(std::string_view argument) {
    ask_ = AskLogin{user_, std::string(argument)};
    asking_ = Verb::pass;
    return true;
}

// RFC 5034: AUTH alone lists the mechanisms; "AUTH PLAIN x" brings the first response along, "=" is an empty
// one.
bool Server::auth(std::string_view argument) {
    std::size_t blank = argument.find(' ');
    std::string mechanism = base::lower_case(argument.substr(0, blank));
    std::string_view initial = blank == std::string_view::npos ? "" : argument.substr(blank + 1);
    if (mechanism.empty()) {
        for (std::string_view line : {"+OK", "PLAIN", "LOGIN", "."}) say(line);
        return false;  // not logged in by that
    }
    if (mechanism != "plain" && mechanism != "login") return refuse(words::bad_mechanism);
    if (!passwords_allowed()) return refuse(words::plaintext_refused);
    asking_ = Verb::auth;
    exchange_ = mechanism == "plain" ? Exchange::plain : Exchange::login_user;
    if (!initial.empty())
        auth_line(std::string(initial == "=" ? "" : initial), true);
    else
        say(exchange_ == Exchange::plain ? "+ " : "+ VXNlcm5hbWU6");
    return asking_ != Verb::unknown;
}

void Server::auth_line(const std::string& line, bool initial) {
    Exchange at = std::exchange(exchange_, Exchange::none);
    if (line == "*") {
        asking_ = Verb::unknown;
        say("-ERR Authentication aborted by client.");
        return;
    }
    auto decoded = mail::decode_base64(line);
    if (!decoded) {
        asking_ = Verb::unknown;
        say(initial ? words::bad_base64 : words::bad_base64_later);
    } else if (at == Exchange::plain) {
        if (!credentials(*decoded)) login_refused();
    } else if (at == Exchange::login_user) {
        user_ = *decoded;
        exchange_ = Exchange::login_password;
        say("+ UGFzc3dvcmQ6");
    } else {
        ask_ = AskLogin{user_, *decoded};
    }
}

// RFC 4616: authorization identity, NUL, authentication identity, NUL, password.
bool Server::credentials(std::string_view message) {
    std::size_t first = message.find('\0');
    std::size_t second = first == std::string_view::npos ? first : message.find('\0', first + 1);
    if (second == std::string_view::npos || message.find('\0', second + 1) != std::string_view::npos)
        return false;
    std::string_view acts_for = message.substr(0, first);
    user_ = message.substr(first + 1, second - first - 1);
    if (user_.empty() || (!acts_for.empty() && acts_for != user_)) return false;
    ask_ = AskLogin{user_, std::string(message.substr(second + 1))};
    return true;
}

void Server::logged_in(std::shared_ptr<mailbox::Account> account) {
    Verb verb = std::exchange(asking_, Verb::unknown);
    ask_ = {};
    drop_ = Maildrop::open(std::move(account));
    say(drop_ ? words::logged_in : words::in_use);
    const Step& step = order(state_, verb);
    state_ = drop_ ? step.done : step.refused;
}

void Server::login_refused(std::string_view reply) {
    Verb verb = std::exchange(asking_, Verb::unknown);
    ask_ = {};
    say(reply.empty() ? words::login_refused : reply);
    state_ = order(state_, verb).refused;
}

bool Server::capa() {
    say(words::ok);
    for (std::string_view capability : words::capabilities) say(capability);
    if (state_ != State::transaction) {  // what can be done no more is not offered
        if (options_.stls && !options_.tls) say(words::capability_stls);
        if (passwords_allowed()) say(words::capability_user);
        if (passwords_allowed()) say(words::capability_sasl);
    }
    say(".");
    return true;
}

bool Server::stls() {
    if (options_.tls) return refuse(words::already_tls);
    if (!options_.stls) return refuse(words::no_tls);
    say(words::tls_begins);
    input_.drop();
    ask_ = AskTls{};
    return true;
}

void Server::tls_started() {
    options_.tls = true;
    ask_ = {};
    user_.clear();
}

bool Server::quit() {
    if (!drop_) {
        say(words::goodbye_before_login);
        return true;
    }
    deleted_ = drop_->commit();
    drop_.reset();
    say(deleted_ ? words::goodbye_deleted : words::goodbye);
    return true;
}

}  // namespace mailsim::pop3
