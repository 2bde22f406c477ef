#include "imap/server.hpp"

#include <fmt/format.h>

#include "imap/commands.hpp"
#include "imap/format.hpp"
#include "imap/words.hpp"

namespace mailsim::imap {
namespace {

constexpr std::string_view not_understood = "Error in IMAP command received by server.";
using Status = Result::Status;

}  // namespace

Server::Server(ServerOptions options) : reader_(options.longest_command) {
    session_.options = std::move(options);
    session_.say(fmt::format("* OK [CAPABILITY {}] {}", session_.capabilities(), session_.options.ready));
}

void Server::receive(std::string_view octets, mailbox::UnixTime now) {
    if (ended() || std::holds_alternative<AskTls>(session_.ask))
        return;  // injected before the handshake: dropped
    session_.now = now;
    reader_.add(octets);
    advance();
}

std::string Server::take_output() {
    if (idling()) session_.tell_changes(true);
    std::string output = std::move(session_.output);
    session_.output.clear();
    advance();
    return output;
}

void Server::advance() {
    while (!ended() && std::holds_alternative<std::monostate>(session_.ask) &&
           session_.output.size() < full_ && step()) {
    }
}

bool Server::step() {
    if (session_.fetch) {
        if (auto result = fetch_next(session_)) finish(*result);
        return true;
    }
    reader_.raw(session_.exchange != Exchange::none);
    switch (reader_.next()) {
        case Reader::Event::more: return false;
        case Reader::Event::literal: literal(); return true;
        case Reader::Event::too_long:
            session_.say("* BAD Error in IMAP command received by server.");
            end("* BYE Too long argument.");
            return false;
        case Reader::Event::command: break;
    }
    std::string text = reader_.text();
    reader_.forget();
    if (session_.exchange != Exchange::none)
        exchange_line(text);
    else
        command(text);
    return true;
}

void Server::end(std::string_view bye) {
    session_.say(bye);
    session_.leave_folder();
    session_.state = State::logged_out;
}

// RFC 3501 2.2.1: tag, blank, command name ("UID" has two words), and then its arguments.
void Server::command(const std::string& text) {
    Parser parser(text);
    session_.tag = parser.tag();
    session_.verb = Verb::unknown;
    bool cut = !parser.at_end() && parser.peek() != ' ';
    if (parser.failed() || cut) {
        bool before_login = session_.state == State::not_authenticated;
        session_.say(before_login ? fmt::format("* BAD {}", not_understood)
                                  : fmt::format("* BAD Error in IMAP tag: Invalid tag{}", words::taken));
        count_bad();
        return;
    }
    Result result = execute(parser);
    if (result.status != Status::later) finish(result);
    if (idling()) session_.state = order(session_.state, Verb::idle).done;
    if (std::holds_alternative<AskTls>(session_.ask))
        reader_.drop();  // commands injected before the handshake
}

Result Server::execute(Parser& parser) {
    parser.expect(' ');
    std::string name = upper_case(parser.atom());
    if (name == "UID") {
        parser.space();
        std::string second = upper_case(parser.atom());
        if (!parser.failed()) name += " " + second;
    }
    if (parser.failed()) return not_legal("");
    if (!parser.at_end() && parser.peek() != ' ') return not_legal("");
    session_.verb = verb_named(name);
    if (session_.verb == Verb::unknown || !order(session_.state, session_.verb).legal) return not_legal(name);
    bool bare = parser.at_end();
    if (!bare && !parser.take_space()) return not_legal("");
    return command_for(session_.verb)(session_, parser);
}

Result Server::not_legal(std::string_view name) {
    if (session_.state == State::not_authenticated) return plain(Status::bad, not_understood);
    bool selected_only = session_.verb >= Verb::check && session_.verb <= Verb::uid_copy;
    if (selected_only) return {Status::bad, fmt::format("No mailbox selected{}", words::taken), false};
    session_.verb = Verb::unknown;
    if (name.empty())
        return {Status::bad, fmt::format("Error in IMAP command: Invalid command name{}", words::taken),
                false};
    return {Status::bad,
            fmt::format("Error in IMAP command {}: Unknown command{}", name.substr(0, 200), words::taken),
            false};
}

// Every command that was carried out, or refused, ends here: the order rules say what is next.
void Server::finish(const Result& result) {
    Verb verb = session_.verb;
    if (result.status == Status::bad) {
        answer(session_.tag, name(verb), result);
        count_bad();
        return;
    }
    bad_commands_ = 0;
    const Step& step = order(session_.state, verb);
    bool done = result.status == Status::ok;
    if (step.legal) session_.state = done ? step.done : step.refused;
    bool numbers_must_stay =
        verb == Verb::fetch || verb == Verb::store || verb == Verb::search;  // RFC 3501 7.4.1
    session_.tell_changes(!numbers_must_stay);
    if (!ended() || verb == Verb::logout) answer(session_.tag, name(verb), result);
}

void Server::answer(const std::string& tag, std::string_view name, const Result& result) {
    std::string_view taken = result.timed ? words::taken : "";
    switch (result.status) {
        case Status::ok: session_.say(fmt::format("{} OK {}{}", tag, result.text, taken)); break;
        case Status::no: session_.say(fmt::format("{} NO {}{}", tag, result.text, taken)); break;
        case Status::bad: {
            std::string_view before = result.timed ? "Error in IMAP command " : "";
            std::string_view after = result.timed ? ": " : "";
            session_.say(fmt::format("{} BAD {}{}{}{}{}", tag, before, result.timed ? name : "", after,
                                     result.text, taken));
            break;
        }
        case Status::later: break;
    }
}

void Server::count_bad() {
    int most = session_.state == State::not_authenticated ? 3 : session_.options.most_bad_commands;
    if (++bad_commands_ >= most) end("* BYE Too many invalid IMAP commands.");
}

}  // namespace mailsim::imap
