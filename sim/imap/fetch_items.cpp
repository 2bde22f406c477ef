#include "imap/fetch_items.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "imap/date.hpp"
#include "imap/envelope.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

using Kind = FetchItem::Kind;
constexpr std::size_t most_items = 60;  // so that one answer is not many times the message

void parse_partial(Parser& parser, FetchItem& item) {
    if (!parser.take('<')) return;
    auto from = parser.number();
    auto length = parser.take('.') ? parser.number("Invalid BODY[..] parameter: Too big partial end")
                                   : std::optional<std::uint32_t>(UINT32_MAX);
    parser.expect('>', "Invalid BODY[..] parameter: Missing '>'");
    if (parser.failed()) return;
    item.from = *from;
    item.length = *length;
    item.label += fmt::format("<{}>", item.from);
}

FetchItem parse_body_section(Parser& parser, bool peek) {
    FetchItem item{Kind::section, parse_section(parser), "", 0, UINT32_MAX, !peek};
    item.label = "BODY[" + to_string(item.section) + "]";
    parse_partial(parser, item);
    bool over = parser.at_end() || parser.peek() == ' ' || parser.peek() == ')';
    if (!over) parser.fail("Invalid BODY[..] parameter: Unexpected data after ']'");
    return item;
}

FetchItem simple(Kind kind) { return {kind, {}, "", 0, UINT32_MAX, false}; }

struct Word {
    std::string_view name;
    FetchItem (*item)();
};
FetchItem section(Section::What what, std::string_view label, bool sets_seen) {
    FetchItem item{Kind::section, {}, std::string(label), 0, UINT32_MAX, sets_seen};
    item.section.what = what;
    return item;
}
constexpr Word words[] = {
    {"BODYSTRUCTURE", [] { return simple(Kind::structure); }},
    {"BODY", [] { return simple(Kind::body); }},
    {"RFC822", [] { return section(Section::What::all, "RFC822", true); }},
    {"RFC822.HEADER", [] { return section(Section::What::header, "RFC822.HEADER", false); }},
    {"RFC822.TEXT", [] { return section(Section::What::text, "RFC822.TEXT", true); }},
    {"RFC822.SIZE", [] { return simple(Kind::size); }},
    {"FLAGS", [] { return simple(Kind::flags); }},
    {"UID", [] { return simple(Kind::uid); }},
    {"INTERNALDATE", [] { return simple(Kind::internal_date); }},
    {"ENVELOPE", [] { return simple(Kind::envelope); }},
};

FetchItem parse_item(Parser& parser) {
    if (parser.take_word("BODY.PEEK[")) return parse_body_section(parser, true);
    if (parser.take_word("BODY[")) return parse_body_section(parser, false);
    std::string word = upper_case(parser.atom());
    for (const Word& known : words)
        if (known.name == word) return known.item();
    parser.fail(word.empty() ? "Invalid arguments" : "Unknown parameter: " + word);
    return simple(Kind::uid);
}

void add(FetchItems& items, FetchItem item) {
    bool again = std::any_of(items.list.begin(), items.list.end(), [&](const FetchItem& other) {
        return other.kind == item.kind && other.label == item.label && other.length == item.length;
    });
    if (!again) items.list.push_back(std::move(item));
}

bool parse_macro(Parser& parser, FetchItems& items) {
    int length = parser.take_word("FAST")   ? 3
                 : parser.take_word("ALL")  ? 4
                 : parser.take_word("FULL") ? 5
                                            : 0;
    constexpr Kind kinds[] = {Kind::flags, Kind::internal_date, Kind::size, Kind::envelope, Kind::body};
    for (int i = 0; i < length; ++i) add(items, simple(kinds[i]));
    return length > 0;
}

}  // namespace

bool FetchItems::has(Kind kind) const {
    return std::any_of(list.begin(), list.end(), [&](const FetchItem& item) { return item.kind == kind; });
}

bool FetchItems::sets_seen() const {
    return std::any_of(list.begin(), list.end(), [](const FetchItem& item) { return item.sets_seen; });
}

FetchItems parse_fetch_items(Parser& parser, bool uid_command) {
    FetchItems items;
    if (uid_command) add(items, simple(Kind::uid));
    if (parser.take('(')) {
        parser.take_space();
        if (parser.at_end()) parser.fail("Missing ')'");
        if (parser.peek() == ')') parser.fail("FETCH list is empty");
        while (!parser.failed()) {
            add(items, parse_item(parser));
            if (items.list.size() > most_items) parser.fail("Too many items");
            if (!parser.take_space() || parser.peek() == ')') break;
        }
        parser.expect(')', "Missing ')'");
    } else if (!parse_macro(parser, items)) {
        add(items, parse_item(parser));
    }
    std::stable_partition(items.list.begin(), items.list.end(),
                          [](const FetchItem& item) { return item.kind != Kind::section; });
    return items;
}

std::string shown_flags(const mailbox::MessageRow& row, bool recent) {
    mailbox::Flags system;
    system.set_system(row.flags.system());
    std::string text = "(" + to_string(system);
    auto word = [&](std::string_view name) { text.append(text.size() > 1 ? " " : "").append(name); };
    if (recent) word("\\Recent");
    for (const std::string& keyword : row.flags.keywords()) word(keyword);
    return text + ")";
}

namespace {

// One message being answered; its text is parsed at most once, and only when an item needs it.
class Answer {
  public:
    Answer(std::string& out, const mailbox::View& view, std::uint32_t number)
        : out_(out), view_(view), number_(number), row_(*view.row(number)) {}

    bool load() {
        content_ = view_.account().content(view_.id(), row_.uid);
        return content_ != nullptr;
    }

    void item(const FetchItem& item) {
        out_ += std::exchange(before_, ' ');
        switch (item.kind) {
            case Kind::uid: format("UID {}", row_.uid); break;
            case Kind::flags: flags(); break;
            case Kind::internal_date: format("INTERNALDATE \"{}\"", internal_date(row_.received)); break;
            case Kind::size: format("RFC822.SIZE {}", row_.size); break;
            case Kind::envelope:
                out_ += "ENVELOPE ";
                append_envelope(out_, std::string_view(*content_).substr(0, mail::header_size(*content_)));
                break;
            case Kind::body:
                out_ += "BODY ";
                append_structure(out_, *content_, parts(), false);
                break;
            case Kind::structure:
                out_ += "BODYSTRUCTURE ";
                append_structure(out_, *content_, parts(), true);
                break;
            case Kind::section: section(item); break;
        }
    }
    void flags_item() {
        out_ += std::exchange(before_, ' ');
        flags();
    }

  private:
    template <class... Values>
    void format(fmt::format_string<Values...> text, Values&&... values) {
        fmt::format_to(std::back_inserter(out_), text, std::forward<Values>(values)...);
    }
    void flags() { out_.append("FLAGS ").append(shown_flags(row_, view_.is_recent(number_))); }

    const mail::MimePart& parts() {
        if (!parsed_) parsed_ = mail::parse_mime(*content_);
        return *parsed_;
    }

    void section(const FetchItem& item) {
        out_.append(item.label).append(" ");
        std::string text;
        std::string_view shown = *content_;
        bool whole = item.section.part.empty() && item.section.what == Section::What::all;
        if (!whole) shown = text = section_text(*content_, parts(), item.section);
        shown = shown.substr(std::min<std::size_t>(item.from, shown.size()), item.length);
        append_literal(out_, shown);
    }

    std::string& out_;
    const mailbox::View& view_;
    std::uint32_t number_;
    const mailbox::MessageRow& row_;
    mailbox::Content content_;
    std::optional<mail::MimePart> parsed_;
    char before_ = '(';
};

}  // namespace

bool append_fetch(std::string& out, const mailbox::View& view, std::uint32_t number, const FetchItems& items,
                  bool flags_too) {
    if (!view.row(number)) return false;
    bool text_needed = items.has(Kind::section) || items.has(Kind::envelope) || items.has(Kind::body) ||
                       items.has(Kind::structure);
    std::size_t begin = out.size();
    fmt::format_to(std::back_inserter(out), "* {} FETCH ", number);
    Answer answer(out, view, number);
    if (text_needed && !answer.load()) {
        out.resize(begin);
        return false;
    }
    bool uid_first = !items.list.empty() && items.list[0].kind == Kind::uid;
    if (flags_too && !uid_first) answer.flags_item();
    for (const FetchItem& item : items.list) {
        answer.item(item);
        if (flags_too && uid_first && &item == &items.list[0]) answer.flags_item();
    }
    out += ")\r\n";
    return true;
}

}  // namespace mailsim::imap
