#include "mail/mime.hpp"

#include <algorithm>

#include "base/names.hpp"
#include "mail/encoding.hpp"
#include "mail/mime_field.hpp"

namespace mailsim::mail {
namespace {

bool same(std::string_view a, std::string_view lower) {
    return a.size() == lower.size() && base::lower_case(a) == lower;
}

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// The length of the line at `at`, its line end included.
std::size_t line_length(std::string_view text, std::size_t at) {
    std::size_t end = text.find('\n', at);
    return (end == std::string_view::npos ? text.size() : end + 1) - at;
}

bool is_empty_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

const std::string* parameter(const Parameters& list, std::string_view name) {
    for (const auto& [own, value] : list)
        if (same(own, name)) return &value;
    return nullptr;
}

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}
    MimePart parse(std::size_t begin, std::size_t end, int depth, std::string_view default_type);

  private:
    enum class Delimiter { none, next, last };
    static Delimiter delimiter(std::string_view line, std::string_view boundary);
    void read_header(MimePart& part, std::string_view default_type) const;
    void parse_children(MimePart& part, std::string_view boundary, int depth);

    std::string_view text_;
    std::size_t parts_ = 0;
};

void Parser::read_header(MimePart& part, std::string_view default_type) const {
    part.type = default_type.substr(0, default_type.find('/'));
    part.subtype = default_type.substr(default_type.find('/') + 1);
    for (const HeaderField& field : header_fields(part.header_of(text_))) {
        std::string name = base::lower_case(field.name);
        if (!name.starts_with("content-")) continue;
        FieldReader reader(field.body);
        if (name == "content-type") {
            std::string type = reader.token();
            if (type.empty() || !reader.take('/')) continue;
            part.type = type;
            part.subtype = reader.token();
            part.parameters = reader.parameters();
        } else if (name == "content-transfer-encoding") {
            if (std::string encoding = reader.token(); !encoding.empty()) part.encoding = encoding;
        } else if (name == "content-id") {
            part.id = unfold(field.body);
        } else if (name == "content-description") {
            part.description = unfold(field.body);
        } else if (name == "content-md5") {
            part.md5 = unfold(field.body);
        } else if (name == "content-location") {
            part.location = unfold(field.body);
        } else if (name == "content-disposition") {
            part.disposition = reader.token();
            part.disposition_parameters = reader.parameters();
        } else if (name == "content-language") {
            while (part.languages.size() < most_parameters) {
                if (std::string language = reader.token(); !language.empty())
                    part.languages.push_back(language);
                if (!reader.take(',')) break;
            }
        }
    }
}

Parser::Delimiter Parser::delimiter(std::string_view line, std::string_view boundary) {
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::none;
    std::string_view behind = line.substr(2 + boundary.size());
    if (behind.starts_with("--")) return Delimiter::last;
    return trimmed(behind).empty() ? Delimiter::next : Delimiter::none;
}

void Parser::parse_children(MimePart& part, std::string_view boundary, int depth) {
    std::string_view child_type = part.subtype_is("digest") ? "message/rfc822" : "text/plain";
    std::size_t child = std::string_view::npos;  // where the part being read began
    auto close = [&](std::size_t end) {
        if (child == std::string_view::npos) return;
        if (end > child && text_[end - 1] == '\n') --end;  // the line end before a delimiter belongs to it
        if (end > child && text_[end - 1] == '\r') --end;
        part.parts.push_back(parse(child, end, depth + 1, child_type));
    };
    for (std::size_t at = part.body; at < part.end;) {
        std::size_t length = std::min(line_length(text_, at), part.end - at);
        Delimiter found = delimiter(text_.substr(at, length), boundary);
        if (found != Delimiter::none && parts_ < most_parts) {
            close(at);
            child = found == Delimiter::last ? std::string_view::npos : at + length;
            if (found == Delimiter::last) return;
        }
        at += length;
    }
    if (child != std::string_view::npos && child <= part.end)
        part.parts.push_back(parse(child, part.end, depth + 1, child_type));
}

MimePart Parser::parse(std::size_t begin, std::size_t end, int depth, std::string_view default_type) {
    ++parts_;
    MimePart part;
    part.begin = begin;
    part.body = begin + header_size(text_.substr(begin, end - begin));
    part.end = end;
    read_header(part, default_type);
    std::string_view body = part.body_of(text_);
    part.lines = static_cast<std::uint32_t>(std::count(body.begin(), body.end(), '\n'));
    const std::string* boundary = parameter(part.parameters, "boundary");
    bool deeper = part.multipart() ? boundary && !boundary->empty() : part.message();
    if (deeper && depth < deepest_part && parts_ < most_parts) {
        if (part.multipart())
            parse_children(part, *boundary, depth);
        else
            part.parts.push_back(parse(part.body, end, depth + 1, "text/plain"));
    } else if (part.message() || (part.multipart() && depth >= deepest_part)) {
        part.type = "application";
        part.subtype = "octet-stream";
    }
    return part;
}

}  // namespace

std::size_t header_size(std::string_view message) {
    for (std::size_t at = 0; at < message.size();) {
        std::size_t length = line_length(message, at);
        if (is_empty_line(message.substr(at, length))) return at + length;
        at += length;
    }
    return message.size();
}

std::vector<HeaderField> header_fields(std::string_view header) {
    std::vector<HeaderField> fields;
    for (std::size_t at = 0; at < header.size() && fields.size() < most_fields;) {
        std::size_t end = at + line_length(header, at);
        while (end < header.size() && (header[end] == ' ' || header[end] == '\t'))
            end += line_length(header, end);
        std::string_view line = header.substr(at, end - at);
        at = end;
        if (is_empty_line(line)) break;
        std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) continue;
        std::string_view body = line.substr(colon + 1);
        if (body.ends_with('\n')) body.remove_suffix(1);
        if (body.ends_with('\r')) body.remove_suffix(1);
        fields.push_back({trimmed(line.substr(0, colon)), body, line});
    }
    return fields;
}

const HeaderField* find_field(const std::vector<HeaderField>& fields, std::string_view name) {
    std::string lower = base::lower_case(name);
    auto at =
        std::find_if(fields.begin(), fields.end(), [&](const HeaderField& f) { return same(f.name, lower); });
    return at == fields.end() ? nullptr : &*at;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = line_length(text, at);
        std::string_view line = text.substr(at, length);
        bool bare = line.ends_with('\n') && !line.ends_with("\r\n");
        out.append(line.substr(0, length - bare)).append(bare ? "\r\n" : "");
        at += length;
    }
    return out;
}

std::string unfold(std::string_view body) {
    std::string line(trimmed(body));
    std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; });
    return line;
}

bool MimePart::type_is(std::string_view lower) const { return same(type, lower); }
bool MimePart::subtype_is(std::string_view lower) const { return same(subtype, lower); }

MimePart parse_mime(std::string_view message) {
    return Parser(message).parse(0, message.size(), 1, "text/plain");
}

std::string decoded_body(std::string_view message, const MimePart& part) {
    std::string_view body = part.body_of(message);
    std::string text = same(part.encoding, "base64")             ? decode_base64_body(body)
                       : same(part.encoding, "quoted-printable") ? decode_quoted_printable(body)
                                                                 : std::string(body);
    const std::string* charset = parameter(part.parameters, "charset");
    return charset && same(*charset, "iso-8859-1") ? latin1_to_utf8(text) : text;
}

}  // namespace mailsim::mail
