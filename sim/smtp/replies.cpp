#include "smtp/replies.hpp"

#include <algorithm>
#include <charconv>

#include "base/names.hpp"

namespace mailsim::smtp {
namespace {

constexpr std::size_t text_limit = 2048;  // Postfix: line_length_limit, for a line and for the whole text
constexpr std::uint32_t line_limit = 1000;

// The word at the front, removed with the blanks after it.
std::string_view take_word(std::string_view& text) {
    std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return word;
}

struct Keyword {
    std::string_view word;
    Extension extension;
};
constexpr Keyword keywords[] = {
    {"pipelining", Extension::pipelining},
    {"size", Extension::size},
    {"vrfy", Extension::vrfy},
    {"etrn", Extension::etrn},
    {"starttls", Extension::starttls},
    {"enhancedstatuscodes", Extension::enhanced_status_codes},
    {"8bitmime", Extension::eight_bit_mime},
    {"dsn", Extension::dsn},
    {"smtputf8", Extension::smtputf8},
    {"chunking", Extension::chunking},
};

}  // namespace

void read_offer(std::string_view line, Extensions& offers) {
    std::string lower = base::lower_case(line);
    std::string_view rest = lower;
    std::string_view word = take_word(rest);
    for (const Keyword& k : keywords)
        if (word == k.word) offers.add(k.extension);
    if (word == "size") std::from_chars(rest.data(), rest.data() + rest.size(), offers.size);
    while (word == "auth" && !rest.empty()) {
        std::string_view mechanism = take_word(rest);
        if (mechanism == "plain") offers.add(Extension::auth_plain);
        if (mechanism == "login") offers.add(Extension::auth_login);
    }
}

void ReplyReader::start() {
    line_.clear();
    line_done_ = false;
    fresh_ = true;
    garbage_ = 0;
}

ReplyReader::What ReplyReader::next(std::string_view& input) {
    if (fresh_) {
        reply_ = {};
        offers_ = {};
        text_.clear();
        lines_ = 0;
        fresh_ = false;
    }
    while (take_line(input)) {
        if (++lines_ > line_limit) return What::broken;
        if (!use_line()) continue;
        reply_.text = text_;
        fresh_ = true;
        return What::reply;
    }
    return What::more;
}

bool ReplyReader::take_line(std::string_view& input) {
    if (line_done_) {
        line_.clear();
        line_done_ = false;
    }
    std::size_t lf = input.find('\n');
    line_done_ = lf != std::string_view::npos;
    std::string_view part = input.substr(0, std::min(lf, input.size()));
    line_ += part.substr(0, text_limit - std::min(text_limit, line_.size()));
    input.remove_prefix(line_done_ ? lf + 1 : input.size());
    return line_done_;
}

bool ReplyReader::use_line() {
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    std::string_view line = line_;
    unsigned code = 0;
    auto [end, error] =
        std::from_chars(line.data(), line.data() + std::min<std::size_t>(3, line.size()), code);
    bool number = error == std::errc{} && end - line.data() == 3 && code >= 200 && code < 600;
    if (!number || (line.size() > 3 && line[3] != ' ' && line[3] != '-')) return ++garbage_, false;
    bool last = line.size() == 3 || line[3] == ' ';
    line.remove_prefix(std::min<std::size_t>(4, line.size()));
    bool first = reply_.code == 0;
    reply_.code = static_cast<std::uint16_t>(code);
    std::string_view rest = line;
    mail::Enhanced enhanced = mail::parse_enhanced(take_word(rest));
    if (enhanced.class_ == code / 100 && enhanced.present()) {
        if (first) reply_.enhanced = enhanced;
        line = rest;
    }
    if (!first) read_offer(line, offers_);
    if (text_.size() < text_limit) {
        if (!first) text_ += '\n';
        for (char c : line) text_ += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
    return last;
}

}  // namespace mailsim::smtp
