#include "smtp/format.hpp"

#include <fmt/format.h>

#include <iterator>

namespace mailsim::smtp {
namespace {

void add_words(std::string& out, std::string_view text) {
    for (char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
}

void add_mail_parameters(std::string& out, const Command& command) {
    if (command.size >= 0) fmt::format_to(std::back_inserter(out), " SIZE={}", command.size);
    if (command.body != Body::unsaid)
        out += command.body == Body::eight_bit ? " BODY=8BITMIME" : " BODY=7BIT";
    if (command.smtputf8) out += " SMTPUTF8";
    if (command.ret != Ret::unsaid) out += command.ret == Ret::full ? " RET=FULL" : " RET=HDRS";
    if (command.text && !command.text->envid.empty()) {
        out += " ENVID=";
        add_words(out, command.text->envid);
    }
}

void add_notify(std::string& out, std::uint8_t notify) {
    constexpr struct {
        std::uint8_t bit;
        std::string_view word;
    } words[] = {{notify_never, "NEVER"},
                 {notify_success, "SUCCESS"},
                 {notify_failure, "FAILURE"},
                 {notify_delay, "DELAY"}};
    std::string_view before = " NOTIFY=";
    for (auto [bit, word] : words) {
        if (!(notify & bit)) continue;
        out += before;
        out += word;
        before = ",";
    }
}

void add_rcpt_parameters(std::string& out, const Command& command) {
    add_notify(out, command.notify);
    if (command.text && !command.text->orcpt.empty()) {
        out += " ORCPT=";
        add_words(out, command.text->orcpt);
    }
}

std::string path_of(const Command& command, const mail::AddressBook* book) {
    if (command.text) return to_string(command.text->path);
    return book ? book->text(command.address) : "";
}

void add_argument(std::string& out, std::string_view argument) {
    if (argument.empty()) return;
    out += ' ';
    add_words(out, argument);
}

}  // namespace

std::string to_string(const Path& path) {
    std::string out(path.local);
    if (!path.domain.empty()) out.append("@").append(path.domain);
    return out;
}

std::string format(const Command& command, const mail::AddressBook* book, std::string_view hello) {
    std::string out(name(command.verb));
    std::string_view argument = command.text ? command.text->argument : std::string_view{};
    switch (command.verb) {
        case Verb::mail:
        case Verb::rcpt:
            out += command.verb == Verb::mail ? " FROM:<" : " TO:<";
            add_words(out, path_of(command, book));
            out += '>';
            if (command.verb == Verb::mail) add_mail_parameters(out, command);
            if (command.verb == Verb::rcpt) add_rcpt_parameters(out, command);
            break;
        case Verb::ehlo:
        case Verb::helo:
        case Verb::lhlo: add_argument(out, argument.empty() ? hello : argument); break;
        case Verb::bdat:
            fmt::format_to(std::back_inserter(out), " {}{}", command.size, command.last ? " LAST" : "");
            break;
        default:
            add_argument(out, argument);
            if (command.text) add_argument(out, command.text->response);
    }
    return out += "\r\n";
}

std::string format(const mail::Reply& reply) {
    std::string out;
    std::string_view text = reply.text;
    while (true) {
        std::size_t lf = text.find('\n');
        bool last = lf == std::string_view::npos;
        fmt::format_to(std::back_inserter(out), "{}{}", reply.code, last ? ' ' : '-');
        if (reply.enhanced.present()) out += mail::to_string(reply.enhanced) + " ";
        add_words(out, text.substr(0, lf));
        out += "\r\n";
        if (last) return out;
        text.remove_prefix(lf + 1);
    }
}

std::string format_listing(const mail::Reply& reply, const Extensions& offers, bool lmtp) {
    std::string size = offers.size > 0 ? fmt::format("SIZE {}", offers.size) : "SIZE";
    std::string auth = "AUTH";
    if (offers.has(Extension::auth_plain)) auth += " PLAIN";
    if (offers.has(Extension::auth_login)) auth += " LOGIN";
    struct Row {
        bool offered;
        std::string_view words;
    };
    auto has = [&](Extension e) { return offers.has(e); };
    Row chunking{has(Extension::chunking), "CHUNKING"}, pipelining{has(Extension::pipelining), "PIPELINING"};
    Row eight{has(Extension::eight_bit_mime), "8BITMIME"};
    Row codes{has(Extension::enhanced_status_codes), "ENHANCEDSTATUSCODES"};
    Row tls{has(Extension::starttls), "STARTTLS"}, auths{offers.auth(), auth},
        sizes{has(Extension::size), size};
    Row none{false, ""};
    Row vrfy{has(Extension::vrfy), "VRFY"}, etrn{has(Extension::etrn), "ETRN"},
        dsn{has(Extension::dsn), "DSN"};
    Row utf8{has(Extension::smtputf8), "SMTPUTF8"};
    const Row postfix[] = {pipelining, sizes, vrfy, etrn, tls, auths, codes, eight, dsn, utf8, chunking};
    const Row dovecot[] = {auths, eight, chunking, codes, dsn, pipelining, sizes, tls, utf8, vrfy, none};
    std::string text(reply.text);
    for (const Row& row : lmtp ? dovecot : postfix)
        if (row.offered) text.append("\n").append(row.words);
    mail::Reply whole = reply;
    whole.text = text;
    return format(whole);
}

}  // namespace mailsim::smtp
