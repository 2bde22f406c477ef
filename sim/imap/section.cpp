#include "imap/section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

constexpr std::size_t most_levels = 100;
constexpr std::string_view invalid = "Invalid BODY[..] section";

void parse_names(Parser& parser, Section& section) {
    parser.expect(' ', invalid);
    parser.expect('(', invalid);
    while (!parser.failed()) {
        bool quoted = parser.peek() == '"' || parser.peek() == '{';
        if (parser.peek() == ')') parser.fail(invalid);
        section.names.push_back(upper_case(parser.astring()));
        // What came in quotes goes back in quotes (as Dovecot).
        std::string name = quoted ? "" : section.names.back();
        if (quoted) append_string(name, section.names.back());
        section.shown += (section.shown.empty() ? "" : " ") + name;
        if (!parser.take_space()) break;
    }
    parser.expect(')', invalid);
}

void parse_what(Parser& parser, Section& section) {
    using What = Section::What;
    if (parser.take_word("HEADER.FIELDS.NOT"))
        section.what = What::fields_not;
    else if (parser.take_word("HEADER.FIELDS"))
        section.what = What::fields;
    else if (parser.take_word("HEADER"))
        section.what = What::header;
    else if (parser.take_word("TEXT"))
        section.what = What::text;
    else if (!section.part.empty() && parser.take_word("MIME"))
        section.what = What::mime;
    else
        parser.fail(invalid);
    if (section.what == What::fields || section.what == What::fields_not) parse_names(parser, section);
}

// Part n of a message: one of a multipart; a message that holds no parts is its own part 1 (RFC 3501 6.4.5).
const mail::MimePart* part_of(const mail::MimePart& message, std::uint32_t n) {
    if (!message.multipart()) return n == 1 ? &message : nullptr;
    return n <= message.parts.size() && n > 0 ? &message.parts[n - 1] : nullptr;
}

// The part of this number; null: there is none. As Dovecot has it, a part of a multipart that holds no parts
// is its own part 1 as a message is, but only once.
const mail::MimePart* find_part(const mail::MimePart& whole, const std::vector<std::uint32_t>& number) {
    const mail::MimePart* holder = &whole;
    const mail::MimePart* part = nullptr;
    for (std::uint32_t n : number) {
        bool own = part == holder;
        if (part && part->message())
            holder = part->parts.empty() ? nullptr : &part->parts[0];
        else if (part)
            holder = own ? nullptr : part;
        part = holder ? part_of(*holder, n) : nullptr;
        if (!part) return nullptr;
    }
    return part ? part : &whole;
}

std::string chosen_fields(std::string_view header, const Section& section) {
    std::string text;
    for (const mail::HeaderField& field : mail::header_fields(header)) {
        bool named = std::find(section.names.begin(), section.names.end(), upper_case(field.name)) !=
                     section.names.end();
        if (named == (section.what == Section::What::fields)) text += field.line;
    }
    return text + "\r\n";
}

}  // namespace

Section parse_section(Parser& parser) {
    Section section;
    while (parser.peek() >= '0' && parser.peek() <= '9') {
        auto n = parser.number();
        if (!n || *n == 0 || section.part.size() == most_levels)
            parser.fail(invalid);
        else
            section.part.push_back(*n);
        if (!parser.take('.')) {
            parser.expect(']', "Invalid BODY[..] parameter: Missing ']'");
            return section;
        }
    }
    if (!section.part.empty() || (!parser.at_end() && parser.peek() != ']')) parse_what(parser, section);
    parser.expect(']', "Invalid BODY[..] parameter: Missing ']'");
    return section;
}

std::string to_string(const Section& section) {
    static constexpr std::string_view words[] = {"",     "HEADER",        "TEXT",
                                                 "MIME", "HEADER.FIELDS", "HEADER.FIELDS.NOT"};
    std::string text = fmt::format("{}", fmt::join(section.part, "."));
    std::string_view what = words[static_cast<int>(section.what)];
    if (!text.empty() && !what.empty()) text += '.';
    text += what;
    return section.names.empty() ? text : text + " (" + section.shown + ")";
}

std::string section_text(std::string_view message, const mail::MimePart& whole, const Section& section) {
    using What = Section::What;
    const mail::MimePart* part = find_part(whole, section.part);
    if (!part) return "";
    if (section.what == What::mime) return std::string(part->header_of(message));
    if (section.part.empty()) {
        if (section.what == What::all) return std::string(message);
    } else {
        if (section.what == What::all) return std::string(part->body_of(message));
        if (!part->message() || part->parts.empty()) return "";  // HEADER and TEXT are of an embedded message
        part = &part->parts[0];
    }
    if (section.what == What::text) return std::string(part->body_of(message));
    if (section.what == What::header) return std::string(part->header_of(message));
    return chosen_fields(part->header_of(message), section);
}

}  // namespace mailsim::imap
