#include "mail/mime_field.hpp"

#include <algorithm>
#include <iterator>

namespace mailsim::mail {
namespace {

constexpr std::string_view specials = "()<>@,;:\\\"/[]?=";
bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// "name*0=a; name*1=b" is name=ab, "name*0*=a" is name*=a (RFC 2231 3); joined ones stand last, as Dovecot
// shows them.
Parameters joined(Parameters list) {
    Parameters whole, pieces;
    for (auto& [name, value] : list) {
        std::size_t star = name.find('*');
        std::size_t end = star == std::string::npos ? 0 : name.find_first_not_of("0123456789", star + 1);
        bool numbered = star != std::string::npos && star + 1 < name.size() && end != star + 1 &&
                        (end == std::string::npos || name.substr(end) == "*");
        if (!numbered) {
            whole.emplace_back(std::move(name), std::move(value));
            continue;
        }
        std::string stem = name.substr(0, star) + (name.back() == '*' ? "*" : "");
        auto plain = [](std::string_view text) { return text.substr(0, text.find('*')); };
        if (name.substr(star + 1, end - star - 1) == "0" || pieces.empty() ||
            plain(pieces.back().first) != plain(stem))
            pieces.emplace_back(std::move(stem), std::move(value));
        else
            pieces.back().second += value;
    }
    std::move(pieces.begin(), pieces.end(), std::back_inserter(whole));
    return whole;
}

}  // namespace

void FieldReader::skip_comment() {
    int depth = 0;
    std::size_t i = 0;
    for (; i < text_.size(); ++i) {
        if (text_[i] == '\\')
            ++i;
        else if (text_[i] == '(')
            ++depth;
        else if (text_[i] == ')' && --depth == 0)
            break;
    }
    text_.remove_prefix(std::min(i + 1, text_.size()));
}

void FieldReader::skip() {
    while (!text_.empty()) {
        if (blank(text_[0]))
            text_.remove_prefix(1);
        else if (text_[0] == '(')
            skip_comment();
        else
            return;
    }
}

bool FieldReader::at_end() {
    skip();
    return text_.empty();
}

bool FieldReader::take(char c) {
    skip();
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
}

std::string FieldReader::token() {
    skip();
    std::size_t length = 0;
    while (length < text_.size() && !blank(text_[length]) &&
           specials.find(text_[length]) == std::string_view::npos)
        ++length;
    std::string token(text_.substr(0, length));
    text_.remove_prefix(length);
    return token;
}

std::string FieldReader::quoted() {
    std::string value;
    std::size_t i = 1;
    for (; i < text_.size() && text_[i] != '"'; ++i) {
        if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
        if (text_[i] != '\r' && text_[i] != '\n') value += text_[i];
    }
    text_.remove_prefix(std::min(i + 1, text_.size()));
    return value;
}

std::string FieldReader::value() {
    skip();
    return !text_.empty() && text_[0] == '"' ? quoted() : token();
}

Parameters FieldReader::parameters() {
    Parameters list;
    while (list.size() < most_parameters && take(';')) {
        std::string name = token();
        if (name.empty()) continue;
        if (!take('=')) break;
        list.emplace_back(std::move(name), value());
    }
    return joined(std::move(list));
}

}  // namespace mailsim::mail
