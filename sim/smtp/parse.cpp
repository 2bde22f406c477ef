#include "smtp/parse.hpp"

#include <algorithm>

#include "base/ip.hpp"
#include "base/names.hpp"
#include "smtp/parameters.hpp"

namespace mailsim::smtp {
namespace {

// A bare CR parts words as a blank does, and a line ends at a NUL (both as Postfix reads a command).
bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

bool ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Programs that speak HTTP at us, or send a message's header, are shown the door (Postfix:
// smtpd_forbidden_commands).
bool foreign(std::string_view word) {
    bool letter = (word[0] >= 'A' && word[0] <= 'Z') || (word[0] >= 'a' && word[0] <= 'z');
    if (!letter) return true;
    return word == "GET" || word == "POST" || word == "CONNECT" || (word.size() > 1 && word.back() == ':');
}

// Who may say for whom it speaks, is nobody here (Postfix: smtpd_authorized_xclient_hosts).
bool speaks_for_others(std::string_view word) {
    std::string lower = base::lower_case(word);
    return lower == "xclient" || lower == "xforward";
}

// A local part that begins with a hyphen could be taken for an option (Postfix: allow_min_user).
bool is_hyphened(const Path& path) { return path.local.starts_with('-'); }

// "FROM:<path> parameters": the path may hold blanks inside quotes.
bool split_path(std::string_view rest, std::string_view key, std::string_view& path,
                std::string_view& parameters) {
    if (rest.size() < key.size() || base::lower_case(rest.substr(0, key.size())) != key) return false;
    rest = trim(rest.substr(key.size()));
    bool quoted = false, bracket = !rest.empty() && rest.front() == '<';
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
        if (rest[i] == '"') quoted = !quoted;
        if (quoted && rest[i] == '\\') ++i;
        if (!quoted && (bracket ? rest[i] == '>' : blank(rest[i]))) break;
    }
    std::size_t end = std::min(rest.size(), i + (bracket ? 1 : 0));
    path = rest.substr(0, end);
    parameters = rest.substr(end);
    if (!parameters.empty() && !blank(parameters.front())) path = {};  // "<a@b>c"
    return !rest.empty();
}

void read_mail(std::string_view rest, Command& command, CommandText& text) {
    std::string_view path, parameters;
    if (!split_path(rest, "from:", path, parameters)) return void(command.fault = Error::mail_syntax);
    if (!parse_path(path, text.path) || is_hyphened(text.path))
        return void(command.fault = Error::sender_syntax);
    read_mail_parameters(parameters, command, text);
    if (command.fault == Error::none && !command.smtputf8 && !ascii(path))
        command.fault = Error::need_smtputf8;
}

void read_rcpt(std::string_view rest, Command& command, CommandText& text) {
    std::string_view path, parameters;
    if (!split_path(rest, "to:", path, parameters)) return void(command.fault = Error::rcpt_syntax);
    if (!parse_path(path, text.path) || text.path.null() || is_hyphened(text.path))
        return void(command.fault = Error::recipient_syntax);
    command.smtputf8 = !ascii(path);
    read_rcpt_parameters(parameters, command, text);
}

void read_vrfy(std::string_view rest, Command& command, CommandText& text) {
    std::size_t space = rest.rfind(' ');
    if (space != std::string_view::npos && base::lower_case(rest.substr(space + 1)) == "smtputf8")
        rest = trim(rest.substr(0, space));
    text.argument = rest;
    if (rest.empty()) command.fault = Error::vrfy_syntax;
    if (!rest.empty() && (!parse_path(rest, text.path) || text.path.null() || is_hyphened(text.path)))
        command.fault = Error::recipient_syntax;
}

void read_etrn(std::string_view rest, Command& command, CommandText& text) {
    if (rest.empty() || rest.find(' ') != std::string_view::npos)
        return void(command.fault = Error::etrn_syntax);
    if (rest.front() == '@' || rest.front() == '#') rest.remove_prefix(1);
    text.argument = text.option = rest;
    Path name;
    std::string mailbox = "x@" + std::string(rest);
    if (!parse_path(mailbox, name)) command.fault = Error::etrn_domain;
}

void read_auth(std::string_view rest, Command& command, CommandText& text) {
    std::size_t space = std::min(rest.find_first_of(" \t\r"), rest.size());
    text.argument = rest.substr(0, space);
    text.response = trim(rest.substr(space));
    bool more = text.response.find_first_of(" \t\r") != std::string_view::npos;
    if (text.argument.empty() || more) command.fault = Error::auth_syntax;
}

void read_bdat(std::string_view rest, Command& command) {
    std::size_t space = std::min(rest.find(' '), rest.size());
    std::string_view word = trim(rest.substr(space));
    command.last = base::lower_case(word) == "last";
    bool overflow = false;
    bool count = read_number(rest.substr(0, space), command.size, overflow);
    if (!count || overflow || (!word.empty() && !command.last)) command.fault = Error::bdat_syntax;
}

void read_arguments(std::string_view rest, Command& command, CommandText& text) {
    auto none = [&](Error fault) {
        if (!rest.empty()) command.fault = fault;
    };
    auto some = [&](Error fault) {
        text.argument = rest;
        if (rest.empty()) command.fault = fault;
    };
    switch (command.verb) {
        case Verb::ehlo: return some(Error::ehlo_syntax);
        case Verb::helo: return some(Error::helo_syntax);
        case Verb::lhlo: return some(Error::lhlo_syntax);
        case Verb::mail: return read_mail(rest, command, text);
        case Verb::rcpt: return read_rcpt(rest, command, text);
        case Verb::data: return none(Error::data_syntax);
        case Verb::bdat: return read_bdat(rest, command);
        case Verb::rset: return none(Error::rset_syntax);
        case Verb::vrfy: return read_vrfy(rest, command, text);
        case Verb::etrn: return read_etrn(rest, command, text);
        case Verb::starttls: return none(Error::starttls_syntax);
        case Verb::auth: return read_auth(rest, command, text);
        default: text.argument = rest;
    }
}

}  // namespace

Command parse_command(std::string_view line, CommandText& text) {
    text = {};
    Command command;
    command.text = &text;
    line = trim(line.substr(0, line.find('\0')));
    if (line.empty()) command.fault = Error::bad_syntax;
    if (!is_utf8(line)) command.fault = Error::bad_utf8;
    if (command.fault != Error::none) return command;
    std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    std::string_view word = line.substr(0, end);
    command.verb = verb_named(word);
    if (command.verb == Verb::unknown && foreign(word)) command.fault = Error::not_smtp;
    if (command.verb == Verb::unknown && speaks_for_others(word)) command.fault = Error::not_authorized;
    read_arguments(trim(line.substr(end)), command, text);
    return command;
}

}  // namespace mailsim::smtp
