#include "imap/envelope.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "imap/address_list.hpp"
#include "imap/format.hpp"

namespace mailsim::imap {
namespace {

using Fields = std::vector<mail::HeaderField>;

// A field that is there but empty is an empty string, not NIL (RFC 3501 7.4.2). Of several, the last is shown
// and the addresses of all are (as Dovecot).
void append_field(std::string& out, const Fields& fields, std::string_view name) {
    const mail::HeaderField* field = nullptr;
    for (const mail::HeaderField& one : fields)
        if (upper_case(one.name) == upper_case(name)) field = &one;
    if (!field) return void(out += "NIL");
    std::string text = mail::unfold(field->body);
    std::replace(text.begin(), text.end(), '\t', ' ');
    bool folded = field->body.find('\n') != std::string_view::npos;
    folded ? append_literal(out, text) : append_string(out, text);  // as Dovecot
}

std::vector<ListedAddress> addresses(const Fields& fields, std::string_view name) {
    std::vector<ListedAddress> all;
    for (const mail::HeaderField& field : fields) {
        if (upper_case(field.name) != upper_case(name)) continue;
        auto some = parse_addresses(mail::unfold(field.body));
        std::move(some.begin(), some.end(), std::back_inserter(all));
        all.resize(std::min(all.size(), most_addresses));
    }
    return all;
}

// Those of RFC 2231 stand last (as Dovecot).
void append_parameters(std::string& out, mail::Parameters parameters) {
    std::stable_partition(parameters.begin(), parameters.end(),
                          [](const auto& one) { return one.first.find('*') == std::string::npos; });
    if (parameters.empty()) {
        out += "NIL";
        return;
    }
    char before = '(';
    for (const auto& [name, value] : parameters) {
        out += std::exchange(before, ' ');
        append_string(out, name);
        out += ' ';
        append_quoted(out, value);
    }
    out += ')';
}

void append_disposition(std::string& out, const mail::MimePart& part) {
    if (part.disposition.empty()) {
        out += "NIL";
        return;
    }
    out += '(';
    append_string(out, part.disposition);
    out += ' ';
    append_parameters(out, part.disposition_parameters);
    out += ')';
}

// Disposition, language and location, which end every extended structure.
void append_tail(std::string& out, const mail::MimePart& part) {
    out += ' ';
    append_disposition(out, part);
    out += ' ';
    if (part.languages.empty()) out += "NIL";
    char before = '(';
    for (const std::string& language : part.languages) {
        out += std::exchange(before, ' ');
        append_string(out, language);
    }
    if (!part.languages.empty()) out += ')';
    out += ' ';
    append_nstring(out, part.location);
}

void append_multipart(std::string& out, std::string_view message, const mail::MimePart& part, bool extended) {
    for (const mail::MimePart& child : part.parts) append_structure(out, message, child, extended);
    if (part.parts.empty()) {  // the grammar needs one
        out += "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0";
        out += extended ? " NIL NIL NIL NIL)" : ")";
    }
    out += ' ';
    append_string(out, part.subtype);
    if (!extended) return;
    out += ' ';
    append_parameters(out, part.parameters);
    append_tail(out, part);
}

void append_single(std::string& out, std::string_view message, const mail::MimePart& part, bool extended) {
    mail::Parameters parameters = part.parameters;
    bool text = part.type_is("text");
    bool charset = false;
    for (const auto& [name, value] : parameters) charset |= upper_case(name) == "CHARSET";
    if (text && !charset) parameters.emplace_back("charset", "us-ascii");  // RFC 2045 5.2
    append_string(out, part.type);
    out += ' ';
    append_string(out, part.subtype);
    out += ' ';
    append_parameters(out, parameters);
    out += ' ';
    append_nstring(out, part.id);
    out += ' ';
    append_nstring(out, part.description);
    out += ' ';
    append_string(out, part.encoding);
    fmt::format_to(std::back_inserter(out), " {}", part.end - part.body);
    if (part.message() && !part.parts.empty()) {
        out += ' ';
        append_envelope(out, part.parts[0].header_of(message));
        out += ' ';
        append_structure(out, message, part.parts[0], extended);
    }
    if (text || (part.message() && !part.parts.empty()))
        fmt::format_to(std::back_inserter(out), " {}", part.lines);
    if (!extended) return;
    out += ' ';
    append_nstring(out, part.md5);
    append_tail(out, part);
}

}  // namespace

void append_envelope(std::string& out, std::string_view header) {
    Fields fields = mail::header_fields(header);
    out += '(';
    append_field(out, fields, "Date");
    out += ' ';
    append_field(out, fields, "Subject");
    std::vector<ListedAddress> from = addresses(fields, "From");
    for (std::string_view name : {"From", "Sender", "Reply-To", "To", "Cc", "Bcc"}) {
        std::vector<ListedAddress> list = addresses(fields, name);
        bool as_from = list.empty() && (name == "Sender" || name == "Reply-To");  // RFC 3501 7.4.2
        out += ' ';
        append_addresses(out, as_from ? from : list);
    }
    for (std::string_view name : {"In-Reply-To", "Message-ID"}) {
        out += ' ';
        append_field(out, fields, name);
    }
    out += ')';
}

void append_structure(std::string& out, std::string_view message, const mail::MimePart& part, bool extended) {
    out += '(';
    if (part.multipart())
        append_multipart(out, message, part, extended);
    else
        append_single(out, message, part, extended);
    out += ')';
}

}  // namespace mailsim::imap
