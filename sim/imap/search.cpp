#include "imap/search.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/names.hpp"
#include "imap/date.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

using Kind = SearchKey::Kind;

struct Word {
    std::string_view name;
    Kind kind;
    bool wanted = true;
    mailbox::Flag flag = mailbox::Flag::seen;
};

constexpr Word simple_words[] = {
    {"ALL", Kind::all},
    {"ANSWERED", Kind::flag, true, mailbox::Flag::answered},
    {"DELETED", Kind::flag, true, mailbox::Flag::deleted},
    {"DRAFT", Kind::flag, true, mailbox::Flag::draft},
    {"FLAGGED", Kind::flag, true, mailbox::Flag::flagged},
    {"NEW", Kind::fresh},
    {"OLD", Kind::recent, false},
    {"RECENT", Kind::recent},
    {"SEEN", Kind::flag, true, mailbox::Flag::seen},
    {"UNANSWERED", Kind::flag, false, mailbox::Flag::answered},
    {"UNDELETED", Kind::flag, false, mailbox::Flag::deleted},
    {"UNDRAFT", Kind::flag, false, mailbox::Flag::draft},
    {"UNFLAGGED", Kind::flag, false, mailbox::Flag::flagged},
    {"UNSEEN", Kind::flag, false, mailbox::Flag::seen},
};
constexpr Word text_words[] = {{"BCC", Kind::header}, {"CC", Kind::header},      {"FROM", Kind::header},
                               {"TO", Kind::header},  {"SUBJECT", Kind::header}, {"BODY", Kind::body},
                               {"TEXT", Kind::text}};
constexpr Word date_words[] = {{"BEFORE", Kind::before},  {"ON", Kind::on},
                               {"SINCE", Kind::since},    {"SENTBEFORE", Kind::sent_before},
                               {"SENTON", Kind::sent_on}, {"SENTSINCE", Kind::sent_since}};

const Word* find(std::span<const Word> words, std::string_view name) {
    for (const Word& word : words)
        if (word.name == name) return &word;
    return nullptr;
}

class KeyReader {
  public:
    explicit KeyReader(Parser& parser) : parser_(parser) {}

    SearchKey all_of(int depth, char closing) {
        SearchKey key;
        key.kind = Kind::both;
        while (!parser_.failed()) {
            key.parts.push_back(one(depth));
            bool blank = parser_.take_space();
            if (parser_.at_end() || parser_.peek() == closing) break;
            if (!blank) parser_.fail("Missing ' ' or ')'");
        }
        return key;
    }

  private:
    SearchKey one(int depth) {
        SearchKey key;
        if (depth > deepest_search || ++keys_ > most_search_keys) {
            parser_.fail("Too many search keys");
            return key;
        }
        char next = parser_.peek();
        if (parser_.take('(')) {
            if (parser_.peek() == ')') parser_.fail("No search parameters inside list");
            key = all_of(depth + 1, ')');
            parser_.expect(')', "Missing ')'");
            return key;
        }
        if ((next >= '0' && next <= '9') || next == '*') return set_of(Kind::numbers);
        if (parser_.at_end()) parser_.fail("Missing argument");
        return named(upper_case(parser_.atom()), depth);
    }

    SearchKey set_of(Kind kind) {
        SearchKey key;
        key.kind = kind;
        bool uids = kind == Kind::uids;
        auto set =
            SequenceSet::parse(parser_.sequence_text(uids ? "Invalid UID messageset" : "Invalid messageset"));
        if (set)
            key.set = *set;
        else
            parser_.fail(kind == Kind::uids ? "Invalid UID messageset" : "Invalid messageset");
        return key;
    }

    SearchKey named(const std::string& name, int depth) {
        SearchKey key;
        if (const Word* word = find(simple_words, name)) {
            key.kind = word->kind;
            key.wanted = word->wanted;
            key.number = static_cast<std::uint32_t>(word->flag);
        } else if (const Word* text = find(text_words, name)) {
            key.kind = text->kind;
            key.name = name;
            key.words = argument(name);
        } else if (const Word* date = find(date_words, name)) {
            key.kind = date->kind;
            read_date(key, argument(name));
        } else if (name == "HEADER") {
            key.kind = Kind::header;
            key.name = argument(name);
            key.words = argument(name);
        } else if (name == "LARGER" || name == "SMALLER") {
            key.kind = name == "LARGER" ? Kind::larger : Kind::smaller;
            parameter(name);
            key.number = size();
        } else if (name == "KEYWORD" || name == "UNKEYWORD") {
            key.kind = Kind::keyword;
            key.wanted = name == "KEYWORD";
            key.words = argument(name);
        } else if (name == "UID") {
            parameter(name);
            key = set_of(Kind::uids);
        } else if (name == "NOT" || name == "OR") {
            key.kind = name == "NOT" ? Kind::negated : Kind::either;
            for (int i = name == "NOT" ? 1 : 2; i > 0 && !parser_.failed(); --i) {
                parser_.expect(' ', "Missing argument");
                key.parts.push_back(one(depth + 1));
            }
        } else {
            parser_.fail("Unknown argument " + name);
        }
        return key;
    }

    std::string argument(std::string_view name) {
        parameter(name);
        return base::lower_case(parser_.astring());
    }

    void parameter(std::string_view name) {
        if (!parser_.take_space())
            parser_.fail(fmt::format("Missing parameter for search key (for search key: {})", name));
    }

    // No message has 4 GB.
    std::uint32_t size() {
        std::string digits = parser_.atom();
        if (digits.find_first_not_of("0123456789") != std::string::npos)
            parser_.fail("Invalid search size parameter");
        std::uint32_t number = UINT32_MAX;  // from_chars leaves it so when the number does not fit
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return number;
    }

    void read_date(SearchKey& key, const std::string& text) {
        auto day = parse_date(text);
        if (day)
            key.day = *day;
        else
            parser_.fail("Invalid search date parameter");
    }

    Parser& parser_;
    int keys_ = 0;
};

}  // namespace

Search parse_search(Parser& parser) {
    Search search;
    if (parser.at_end()) parser.fail("Missing search parameters");
    if (parser.take_word("CHARSET ")) {
        std::string charset = upper_case(parser.astring());
        search.charset_known = charset == "UTF-8" || charset == "US-ASCII";
        if (!parser.take_space()) parser.fail("Missing search parameters");
    }
    search.key = KeyReader(parser).all_of(0, ')');
    if (!parser.at_end()) parser.fail("Unexpected ')'");
    return search;
}

}  // namespace mailsim::imap
