#include "smtp/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/names.hpp"
#include "smtp/parse.hpp"

namespace mailsim::smtp {
namespace {

std::string_view take_word(std::string_view& words) {
    constexpr std::string_view blanks = " \t\r";
    words.remove_prefix(std::min(words.find_first_not_of(blanks), words.size()));
    std::size_t end = std::min(words.find_first_of(blanks), words.size());
    std::string_view word = words.substr(0, end);
    words.remove_prefix(end);
    return word;
}

Error read_size(std::string_view value, Command& command) {
    bool overflow = false;
    if (!read_number(value, command.size, overflow)) return Error::size_syntax;
    return overflow ? Error::size_overflow : Error::none;
}

Error read_body(const std::string& value, Command& command) {
    if (value == "8bitmime") return command.body = Body::eight_bit, Error::none;
    if (value == "7bit") return command.body = Body::seven_bit, Error::none;
    return Error::body_syntax;
}

Error read_ret(const std::string& value, Command& command) {
    command.dsn = true;
    bool again = command.ret != Ret::unsaid;
    command.ret = value == "full" ? Ret::full : value == "hdrs" ? Ret::headers : Ret::unsaid;
    return again || command.ret == Ret::unsaid ? Error::ret_syntax : Error::none;
}

Error read_envid(std::string_view value, Command& command, CommandText& text) {
    command.dsn = true;
    bool again = !text.envid.empty();
    text.envid = value;
    return again || value.empty() || !is_xtext(value) ? Error::envid_syntax : Error::none;
}

// Never trusted here (RFC 4954 5).
Error read_auth(Command& command) {
    command.auth_twice = std::exchange(command.auth, true);
    return Error::none;
}

// NEVER, or any of the others (RFC 3461 4.1).
Error read_notify(std::string value, Command& command) {
    command.dsn = true;
    if (command.notify) return Error::notify_syntax;
    std::size_t start = 0;
    while (start <= value.size()) {
        std::size_t comma = std::min(value.find(',', start), value.size());
        std::string_view word = std::string_view(value).substr(start, comma - start);
        start = comma + 1;
        if (word.empty()) continue;  // as Postfix
        std::uint8_t bit = word == "never"     ? notify_never
                           : word == "success" ? notify_success
                           : word == "failure" ? notify_failure
                           : word == "delay"   ? notify_delay
                                               : std::uint8_t{0};
        if (!bit) return Error::notify_syntax;
        command.notify |= bit;
    }
    bool mixed = (command.notify & notify_never) && command.notify != notify_never;
    return mixed || !command.notify ? Error::notify_syntax : Error::none;
}

// addr-type ";" xtext (RFC 3461 4.2).
Error read_orcpt(std::string_view value, Command& command, CommandText& text) {
    command.dsn = true;
    bool again = !text.orcpt.empty();
    text.orcpt = value;
    std::size_t semicolon = value.find(';');
    bool typed = semicolon != std::string_view::npos && semicolon > 0;
    bool utf8 = typed && base::lower_case(value.substr(0, semicolon)) == "utf-8";
    if (again || !typed) return Error::orcpt_syntax;
    return utf8 || is_xtext(value.substr(semicolon + 1)) ? Error::none : Error::orcpt_syntax;
}

Error read_mail_word(std::string_view word, Command& command, CommandText& text) {
    std::size_t equals = std::min(word.find('='), word.size());
    std::string key = base::lower_case(word.substr(0, equals));
    std::string_view value = equals < word.size() ? word.substr(equals + 1) : std::string_view{};
    if (key == "size" && equals < word.size()) return read_size(value, command);
    if (key == "body") return read_body(base::lower_case(value), command);
    if (key == "smtputf8" && equals == word.size()) return command.smtputf8 = true, Error::none;
    if (key == "ret" && equals < word.size()) return read_ret(base::lower_case(value), command);
    if (key == "envid" && equals < word.size()) return read_envid(value, command, text);
    if (key == "auth" && equals < word.size()) return read_auth(command);
    return Error::unsupported_option;
}

Error read_rcpt_word(std::string_view word, Command& command, CommandText& text) {
    std::size_t equals = std::min(word.find('='), word.size());
    std::string key = base::lower_case(word.substr(0, equals));
    std::string_view value = equals < word.size() ? word.substr(equals + 1) : std::string_view{};
    if (key == "notify" && equals < word.size()) return read_notify(base::lower_case(value), command);
    if (key == "orcpt" && equals < word.size()) return read_orcpt(value, command, text);
    return Error::unsupported_option;
}

using ReadWord = Error (*)(std::string_view, Command&, CommandText&);
void read_words(std::string_view words, Command& command, CommandText& text, ReadWord read) {
    for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) {
        command.fault = read(word, command, text);
        text.option = word;
        if (command.fault != Error::none) return;
    }
}

}  // namespace

void read_mail_parameters(std::string_view words, Command& command, CommandText& text) {
    read_words(words, command, text, read_mail_word);
}

void read_rcpt_parameters(std::string_view words, Command& command, CommandText& text) {
    read_words(words, command, text, read_rcpt_word);
}

bool read_number(std::string_view digits, std::int64_t& number, bool& overflow) {
    bool all = !digits.empty() &&
               std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!all) return false;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    overflow = error == std::errc::result_out_of_range;
    return true;
}

}  // namespace mailsim::smtp
