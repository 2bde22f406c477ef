// Whether a message matches a SEARCH.
#include <algorithm>
#include <optional>

#include "base/names.hpp"
#include "imap/date.hpp"
#include "imap/search.hpp"
#include "mail/encoding.hpp"
#include "mail/mime.hpp"

namespace mailsim::imap {
namespace {

using Kind = SearchKey::Kind;

// One message being looked at; its text is read at most once, and only when a key needs it.
class Candidate {
  public:
    Candidate(const mailbox::View& view, std::uint32_t number, const mailbox::MessageRow& row)
        : view_(view), number_(number), row_(row) {}

    bool matches(const SearchKey& key) {
        switch (key.kind) {
            case Kind::all: return true;
            case Kind::numbers: return key.set.contains(number_, view_.size());
            case Kind::uids: return key.set.contains(row_.uid, view_.uid(view_.size()));
            case Kind::flag: return ((row_.flags.system() & key.number) != 0) == key.wanted;
            case Kind::keyword: return row_.flags.has_keyword(key.words) == key.wanted;
            case Kind::recent: return view_.is_recent(number_) == key.wanted;
            case Kind::fresh: return view_.is_recent(number_) && !row_.flags.has(mailbox::Flag::seen);
            case Kind::before: return day_of(row_.received) < key.day;
            case Kind::on: return day_of(row_.received) == key.day;
            case Kind::since: return day_of(row_.received) >= key.day;
            case Kind::sent_before:
                return sent_day().value_or(INT64_MIN) < key.day;  // no date: long ago (as Dovecot)
            case Kind::sent_on: return sent_day() == key.day;
            case Kind::sent_since: return sent_day() && *sent_day() >= key.day;
            case Kind::larger: return row_.size > key.number;
            case Kind::smaller: return row_.size < key.number;
            case Kind::header: return header_has(key.name, key.words);
            case Kind::body: return key.words.empty() || body_has(parts(), key.words);
            case Kind::text: return headers_have(key.words) || body_has(parts(), key.words);
            case Kind::both:
                return std::all_of(key.parts.begin(), key.parts.end(),
                                   [&](const SearchKey& k) { return matches(k); });
            case Kind::either:
                return std::any_of(key.parts.begin(), key.parts.end(),
                                   [&](const SearchKey& k) { return matches(k); });
            case Kind::negated: return !matches(key.parts[0]);
        }
        return false;
    }

  private:
    static bool has(std::string_view text, const std::string& words) {
        return words.empty() || base::lower_case(text).find(words) != std::string::npos;
    }

    std::string_view text() {
        if (!content_) content_ = view_.account().content(view_.id(), row_.uid);
        return content_ ? std::string_view(*content_) : std::string_view{};
    }
    const std::vector<mail::HeaderField>& fields() {
        if (!fields_) fields_ = mail::header_fields(text().substr(0, mail::header_size(text())));
        return *fields_;
    }
    const mail::MimePart& parts() {
        if (!parts_) parts_ = mail::parse_mime(text());
        return *parts_;
    }

    std::optional<std::int64_t> sent_day() {
        const mail::HeaderField* date = mail::find_field(fields(), "Date");
        return date ? parse_header_date(mail::unfold(date->body)) : std::nullopt;
    }

    bool header_has(std::string_view name, const std::string& words) {
        std::string lower = base::lower_case(name);
        return std::any_of(fields().begin(), fields().end(), [&](const mail::HeaderField& field) {
            return base::lower_case(field.name) == lower &&
                   has(mail::decode_words(mail::unfold(field.body)), words);
        });
    }
    bool headers_have(const std::string& words) {
        return std::any_of(fields().begin(), fields().end(), [&](const mail::HeaderField& field) {
            std::string line = std::string(field.name) + ": " + mail::decode_words(mail::unfold(field.body));
            return has(line, words);
        });
    }
    // Text parts and headers of embedded messages; other parts hold no text (as Dovecot sees it).
    bool body_has(const mail::MimePart& part, const std::string& words) {
        if (part.parts.empty()) return part.type_is("text") && has(mail::decoded_body(text(), part), words);
        if (part.message() && has(mail::decode_words(part.parts[0].header_of(text())), words)) return true;
        return std::any_of(part.parts.begin(), part.parts.end(),
                           [&](const mail::MimePart& inner) { return body_has(inner, words); });
    }

    const mailbox::View& view_;
    std::uint32_t number_;
    const mailbox::MessageRow& row_;
    mailbox::Content content_;
    std::optional<std::vector<mail::HeaderField>> fields_;
    std::optional<mail::MimePart> parts_;
};

}  // namespace

std::vector<std::uint32_t> matches(const mailbox::View& view, const SearchKey& key) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t number = 1; number <= view.size(); ++number) {
        const mailbox::MessageRow* row = view.row(number);
        if (row && Candidate(view, number, *row).matches(key)) found.push_back(number);
    }
    return found;
}

}  // namespace mailsim::imap
