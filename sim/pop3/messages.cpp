// The part of Server that answers in the transaction state: STAT, LIST, UIDL, RETR, TOP, DELE, RSET.
#include <fmt/format.h>

#include <charconv>

#include "mail/mime.hpp"
#include "pop3/server.hpp"
#include "pop3/words.hpp"

namespace mailsim::pop3 {
namespace {

// The header, the empty line and the first `lines` lines of the body (RFC 1939 7, TOP).
std::string_view top_of(std::string_view text, std::uint64_t lines) {
    std::size_t end = mail::header_size(text);
    for (; lines > 0 && end < text.size(); --lines) {
        std::size_t line_end = text.find('\n', end);
        end = line_end == std::string_view::npos ? text.size() : line_end + 1;
    }
    return text.substr(0, end);
}

std::string_view digits_at(std::string_view text) {
    return text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
}

}  // namespace

std::uint32_t Server::number(std::string_view& argument) {
    while (argument.starts_with(' ')) argument.remove_prefix(1);
    std::string_view digits = digits_at(argument);
    if (digits.empty()) return refuse(fmt::format("-ERR Invalid message number: {}", argument));
    std::uint32_t n = 0;
    bool fits = std::from_chars(digits.data(), digits.data() + digits.size(), n).ec == std::errc{};
    if (!fits)
        return refuse(fmt::format("-ERR Message number too large: {}", argument.substr(digits.size())));
    if (n == 0 || n > drop_->size()) return refuse(fmt::format("-ERR There's no message {}.", digits));
    if (drop_->marked(n)) return refuse(words::message_deleted);
    argument.remove_prefix(digits.size());
    return n;
}

std::uint32_t Server::only_number(std::string_view argument) {
    std::uint32_t n = number(argument);
    bool more = argument.find_first_not_of(' ') != std::string_view::npos;
    if (n && more) return refuse(fmt::format("-ERR Noise after message number: {}", argument));
    return n;
}

bool Server::stat() {
    say(fmt::format("+OK {} {}", drop_->count(), drop_->octets()));
    return true;
}

bool Server::list(std::string_view argument) {
    if (!argument.empty()) {
        std::uint32_t n = only_number(argument);
        if (n) say(fmt::format("+OK {} {}", n, drop_->octets(n)));
        return n;
    }
    say(fmt::format("+OK {} messages:", drop_->count()));
    for (std::uint32_t n = 1; n <= drop_->size(); ++n)
        if (!drop_->marked(n)) say(fmt::format("{} {}", n, drop_->octets(n)));
    say(".");
    return true;
}

bool Server::uidl(std::string_view argument) {
    if (!argument.empty()) {
        std::uint32_t n = only_number(argument);
        if (n) say(fmt::format("+OK {} {}", n, drop_->unique_id(n)));
        return n;
    }
    say(words::ok);
    for (std::uint32_t n = 1; n <= drop_->size(); ++n)
        if (!drop_->marked(n)) say(fmt::format("{} {}", n, drop_->unique_id(n)));
    say(".");
    return true;
}

// A multi-line answer: dots at the start of lines are doubled, every line ends in CRLF (RFC 1939 3).
void Server::send_text(std::string_view text) {
    while (!text.empty()) {
        std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with('.')) output_ += '.';
        say(line);
    }
    say(".");
}

bool Server::retr(std::string_view argument) {
    std::uint32_t n = only_number(argument);
    if (!n) return false;
    mailbox::Content content = drop_->content(n);
    if (!content) return refuse("-ERR Message is expunged.");
    say(fmt::format("+OK {} octets", drop_->octets(n)));
    send_text(*content);
    drop_->seen(n);
    ++retrieved_;
    return true;
}

bool Server::top(std::string_view argument) {
    std::uint32_t n = number(argument);
    if (!n) return false;
    if (argument.starts_with(' ')) argument.remove_prefix(1);
    std::string_view digits = digits_at(argument);
    if (argument.empty()) return refuse("-ERR Noise after message number: ");
    if (digits.size() != argument.size()) return refuse(fmt::format("-ERR Invalid size: {}", argument));
    std::uint64_t lines = UINT64_MAX;  // what does not fit means all
    std::from_chars(digits.data(), digits.data() + digits.size(), lines);
    mailbox::Content content = drop_->content(n);
    if (!content) return refuse("-ERR Message is expunged.");
    say(words::ok);
    send_text(top_of(*content, lines));
    return true;
}

bool Server::dele(std::string_view argument) {
    std::uint32_t n = only_number(argument);
    if (!n) return false;
    drop_->mark(n);
    say(words::marked);
    return true;
}

bool Server::rset() {
    drop_->unmark_all();
    say(words::ok);
    return true;
}

}  // namespace mailsim::pop3
