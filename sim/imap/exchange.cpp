// The part of Server for what is no command: literals announced, answers within AUTHENTICATE and IDLE, and
// the driver's answers.
#include <fmt/format.h>

#include "imap/commands.hpp"
#include "imap/format.hpp"
#include "imap/server.hpp"
#include "imap/words.hpp"

namespace mailsim::imap {
namespace {

using Status = Result::Status;
constexpr std::uint64_t most_skipped = 1u << 20;  // octets read past rather than closing the connection

}  // namespace

void Server::literal() {
    Parser parser(reader_.text());
    std::string tag = parser.tag();
    parser.space();
    std::string name = upper_case(parser.atom());
    parser.space();
    LiteralCheck check;
    std::uint64_t size = reader_.literal_size();
    bool append = name == "APPEND" && order(session_.state, Verb::append).legal;
    session_.verb = append ? Verb::append : Verb::unknown;
    if (append && !parser.failed()) check = check_append(session_, parser, size);
    bool argument = check.for_what == LiteralFor::argument;
    if (argument && size + reader_.literals_taken() > session_.options.longest_command)
        check.refusal = no("[TOOBIG] Literal is too large");
    bool too_many =
        !argument && reader_.literals_taken() > session_.options.longest_command;  // a second message
    if (too_many || (argument && size > UINT32_MAX)) check.refusal = no("[TOOBIG] Literal is too large");
    if (check.refusal) {
        refuse_literal(tag.empty() ? "*" : tag, *check.refusal, size > most_skipped);
        return;
    }
    bool waits = reader_.literal_waits();
    reader_.accept();
    if (waits) session_.say("+ OK");
}

// A client that waits is told; from one that does not wait, the octets are read past, or the connection ends.
void Server::refuse_literal(const std::string& tag, const Result& refusal, bool too_much_to_skip) {
    bool waits = reader_.literal_waits();
    if (waits)
        reader_.refuse();
    else
        reader_.skip();
    answer(tag, name(session_.verb), refusal);
    if (refusal.status == Status::bad) count_bad();
    if (!waits && too_much_to_skip && !ended()) end("* BYE Literal is too large.");
}

void Server::exchange_line(const std::string& line) {
    if (!idling()) {
        Result result = login_line(session_, line);
        if (result.status != Status::later) finish(result);
        return;
    }
    session_.tell_changes(true);
    if (ended()) return;
    session_.exchange = Exchange::none;
    session_.state = order(session_.state, Verb::done).done;
    if (upper_case(line) == "DONE")
        answer(session_.tag, "", ok("Idle completed"));
    else
        finish({Status::bad, fmt::format("Expected DONE{}", words::taken), false});
}

void Server::logged_in(std::shared_ptr<mailbox::Account> account) {
    session_.ask = {};
    session_.account = std::move(account);
    session_.state = order(session_.state, session_.verb).done;
    finish(plain(Status::ok, fmt::format("[CAPABILITY {}] {}", session_.capabilities(), words::logged_in)));
}

void Server::login_refused(std::string_view reply) {
    session_.ask = {};
    std::string_view words = reply.starts_with("NO ") ? reply : words::login_refused;
    finish(plain(Status::no, words.substr(3)));
}

void Server::tls_started() {
    session_.options.tls = true;
    session_.ask = {};
    session_.user.clear();
}

}  // namespace mailsim::imap
