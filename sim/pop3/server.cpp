#include "pop3/server.hpp"

#include "base/names.hpp"
#include "pop3/words.hpp"

namespace mailsim::pop3 {

Server::Server(ServerOptions options) : options_(std::move(options)) { say(options_.greeting); }

void Server::receive(std::string_view octets) {
    if (ended() || std::holds_alternative<AskTls>(ask_)) return;  // injected before the handshake: dropped
    input_.add(octets);
    advance();
}

std::string Server::take_output() {
    std::string output = std::move(output_);
    output_.clear();
    advance();
    return output;
}

void Server::advance() {
    while (!ended() && std::holds_alternative<std::monostate>(ask_) && output_.size() < full_) {
        auto line = input_.line();
        if (line && line->size() <= options_.longest_line) {
            take_line(*line);
            continue;
        }
        if (line || input_.too_long(options_.longest_line)) {
            say(words::too_long);
            end();
        }
        return;
    }
}

void Server::take_line(const std::string& line) {
    if (exchange_ != Exchange::none)
        auth_line(line);
    else
        command(line);
}

void Server::command(const std::string& line) {
    std::size_t blank = line.find(' ');
    std::string_view word = std::string_view(line).substr(0, blank);
    std::string_view argument = blank == std::string::npos ? "" : std::string_view(line).substr(blank + 1);
    Verb verb = verb_named(word);
    const Step* step = verb == Verb::unknown ? nullptr : &order(state_, verb);
    if (verb == Verb::pass && state_ == State::authorization) {
        refuse(words::no_username);
        return;
    }
    if (!step || !step->legal) {
        answer_unknown(word);
        return;
    }
    bad_commands_ = 0;
    bool done = execute(verb, argument);
    if (asking_ == Verb::unknown && exchange_ == Exchange::none) state_ = done ? step->done : step->refused;
}

void Server::answer_unknown(std::string_view word) {
    bool named = state_ == State::transaction && !word.empty();
    std::string upper(word);
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    say(named ? "-ERR Unknown command: " + upper : std::string(words::unknown_command));
    bool known = state_ == State::transaction;
    if (++bad_commands_ < (known ? options_.most_bad_commands : 3)) return;
    say(known ? words::too_many_bad : words::too_many_bad_before_login);
    end();
}

bool Server::refuse(std::string_view line) {
    say(line);
    return false;
}

bool Server::execute(Verb verb, std::string_view argument) {
    switch (verb) {
        case Verb::user: return user(argument);
        case Verb::pass: return pass(argument);
        case Verb::auth: return auth(argument);
        case Verb::capa: return capa();
        case Verb::stls: return stls();
        case Verb::stat: return stat();
        case Verb::list: return list(argument);
        case Verb::uidl: return uidl(argument);
        case Verb::retr: return retr(argument);
        case Verb::top: return top(argument);
        case Verb::dele: return dele(argument);
        case Verb::rset: return rset();
        case Verb::noop: say(words::ok); return true;
        case Verb::quit: return quit();
        case Verb::unknown: break;
    }
    return false;
}

}  // namespace mailsim::pop3
