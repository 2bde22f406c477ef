#include "imap/address_list.hpp"

#include <utility>

#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::vector<ListedAddress> list() {
        while (list_.size() < most_addresses) {
            skip();
            if (text_.empty()) break;
            if (!take(',') && !take(';')) entry();
        }
        return std::move(list_);
    }

  private:
    bool take(char c) {
        if (text_.empty() || text_[0] != c) return false;
        text_.remove_prefix(1);
        if (c == ';' && std::exchange(in_group_, false))
            list_.push_back({"", "", "", "", ListedAddress::Kind::group_end});
        return true;
    }

    // Blanks and comments; the last comment is kept, it may be the name (RFC 5322 A.5).
    void skip() {
        while (!text_.empty()) {
            if (blank(text_[0]))
                text_.remove_prefix(1);
            else if (text_[0] == '(')
                comment();
            else
                return;
        }
    }

    void comment() {
        comment_.clear();
        int depth = 0;
        std::size_t i = 0;
        for (; i < text_.size(); ++i) {
            char c = text_[i];
            if (c == '(' && depth++ == 0) continue;
            if (c == ')' && --depth == 0) break;
            if (c == '\\' && i + 1 < text_.size()) c = text_[++i];
            comment_ += c;
        }
        text_.remove_prefix(std::min(i + 1, text_.size()));
    }

    std::string quoted() {
        std::string value;
        std::size_t i = 1;
        for (; i < text_.size() && text_[i] != '"'; ++i) {
            if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
            value += text_[i];
        }
        text_.remove_prefix(std::min(i + 1, text_.size()));
        return value;
    }

    // Words up to a special character, one blank between; dots bind without blanks.
    std::string phrase() {
        std::string words;
        for (bool gap = false;; gap = true) {
            std::size_t before = text_.size();
            skip();
            gap = gap && before != text_.size();
            if (text_.empty() || std::string_view("<>@,:;").find(text_[0]) != std::string_view::npos)
                return words;
            if (gap && !words.empty()) words += ' ';
            if (text_[0] == '"')
                words += quoted();
            else if (text_[0] == ')')
                text_.remove_prefix(1);
            else
                word(words);
        }
    }
    void word(std::string& words) {
        while (!text_.empty() && !blank(text_[0]) &&
               std::string_view("<>@,:;\"()").find(text_[0]) == std::string_view::npos) {
            words += text_[0];
            text_.remove_prefix(1);
        }
    }

    void entry() {
        comment_.clear();
        std::string words = phrase();
        if (!text_.empty() && text_[0] == '<') return in_angles(words);
        if (!text_.empty() && text_[0] == ':') {
            text_.remove_prefix(1);
            if (!in_group_) list_.push_back({"", "", words, "", ListedAddress::Kind::group_begin});
            in_group_ = true;
            return;
        }
        ListedAddress address{"", "", words, "", {}};
        if (take('@'))
            address.domain = phrase();
        else if (!text_.empty() && text_[0] == '>')
            text_.remove_prefix(1);
        bool sentence = address.domain.empty() && address.local.find(' ') != std::string::npos;
        address.name = sentence ? std::exchange(address.local, "") : comment_;  // as Dovecot
        add(std::move(address));
    }

    void in_angles(std::string name) {
        text_.remove_prefix(1);
        ListedAddress address{std::move(name), "", "", "", {}};
        skip();
        if (!text_.empty() && text_[0] == '@') {  // an obsolete route
            std::size_t colon = text_.find(':');
            address.route = text_.substr(0, colon);
            text_.remove_prefix(std::min(address.route.size() + 1, text_.size()));
        }
        address.local = phrase();
        if (take('@')) address.domain = phrase();
        std::size_t close = text_.find('>');
        text_.remove_prefix(close == std::string_view::npos ? 0 : close + 1);
        bool empty = close != std::string_view::npos && address.local.empty() && address.domain.empty();
        if (empty) address.local = "MISSING_MAILBOX";
        add(std::move(address));
    }

    void add(ListedAddress address) {
        if (address.local.empty() && address.domain.empty() && address.name.empty()) return;
        if (address.domain.empty()) address.domain = "MISSING_DOMAIN";
        if (address.local.empty()) address.local = "MISSING_MAILBOX";
        list_.push_back(std::move(address));
    }

    std::string_view text_;
    std::string comment_;
    bool in_group_ = false;
    std::vector<ListedAddress> list_;
};

}  // namespace

std::vector<ListedAddress> parse_addresses(std::string_view text) { return Reader(text).list(); }

void append_addresses(std::string& out, const std::vector<ListedAddress>& list) {
    if (list.empty()) {
        out += "NIL";
        return;
    }
    out += '(';
    for (const ListedAddress& address : list) {
        out += '(';
        append_nstring(out, address.name);
        out += ' ';
        append_nstring(out, address.route);
        out += ' ';
        append_nstring(out, address.local);
        out += ' ';
        append_nstring(out, address.domain);
        out += ')';
    }
    out += ')';
}

}  // namespace mailsim::imap
