#include "dns/spf_record.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "base/names.hpp"
#include "dns/spf_macro.hpp"

namespace mailsim::dns {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "/24" -> 24: no leading zeros, at most `most` (RFC 7208 5.6). -1: wrong.
int cidr(std::string_view digits, int most) {
    int value = -1;
    if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return -1;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    bool whole = error == std::errc{} && end == digits.data() + digits.size();
    return whole && value <= most ? value : -1;
}

// Cuts "/digits" off the end of `spec`; "" when it does not end so.
std::string_view cut_length(std::string_view& spec) {
    std::size_t at = spec.size();
    while (at > 0 && is_digit(spec[at - 1])) --at;
    if (at == 0 || at == spec.size() || spec[at - 1] != '/') return {};
    std::string_view digits = spec.substr(at);
    spec = spec.substr(0, at - 1);
    return digits;
}

// "domain/24//64" of a and mx: the lengths go into the term, what is left into `spec`.
bool take_lengths(std::string_view& spec, SpfTerm& term) {
    std::string_view last = cut_length(spec);
    if (last.empty()) return true;
    if (!spec.empty() && spec.back() == '/') {
        spec.remove_suffix(1);
        term.v6_length = cidr(last, 128);
        last = cut_length(spec);
        if (last.empty()) return term.v6_length >= 0;
    }
    term.v4_length = cidr(last, 32);
    return term.v4_length >= 0 && term.v6_length >= 0;
}

bool take_network(std::string_view spec, SpfTerm& term) {
    bool v4 = term.kind == SpfTerm::Kind::ip4;
    int length = v4 ? 32 : 128;
    if (std::size_t slash = spec.find('/'); slash != std::string_view::npos) {
        length = cidr(spec.substr(slash + 1), length);
        spec = spec.substr(0, slash);
    }
    auto address = base::parse_ip(spec);
    if (length < 0 || !address || address->is_v4() != v4) return false;
    term.network = base::IpNetwork(*address, length);  // host bits do not matter (RFC 7208 5.6)
    return true;
}

std::optional<SpfTerm::Kind> kind_named(std::string_view name) {
    constexpr std::string_view names[] = {"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"};
    std::string lower = base::lower_case(name);
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (names[i] == lower) return static_cast<SpfTerm::Kind>(i);
    return std::nullopt;
}

SpfResult take_qualifier(std::string_view& text) {
    switch (text[0]) {
        case '+': text.remove_prefix(1); return SpfResult::pass;
        case '-': text.remove_prefix(1); return SpfResult::fail;
        case '~': text.remove_prefix(1); return SpfResult::softfail;
        case '?': text.remove_prefix(1); return SpfResult::neutral;
        default: return SpfResult::pass;
    }
}

// A mechanism: qualifier, name, then ":" with its value and "/" with its lengths.
bool take_mechanism(std::string_view text, SpfTerm& term) {
    using Kind = SpfTerm::Kind;
    term.text = text;
    term.result = take_qualifier(text);
    std::size_t end = text.find_first_of(":/");
    auto kind = kind_named(text.substr(0, end));
    if (!kind) return false;
    term.kind = *kind;
    std::string_view value = end == std::string_view::npos ? "" : text.substr(end);
    bool colon = !value.empty() && value[0] == ':';
    if (term.kind == Kind::ip4 || term.kind == Kind::ip6) return colon && take_network(value.substr(1), term);
    if ((term.kind == Kind::a || term.kind == Kind::mx) && !take_lengths(value, term)) return false;
    if (value.empty()) return term.kind != Kind::include && term.kind != Kind::exists;
    if (value[0] != ':' || term.kind == Kind::all) return false;
    term.domain = value.substr(1);
    return is_domain_spec(term.domain);
}

bool is_modifier_name(std::string_view name) {
    if (name.empty() || !std::isalpha(static_cast<unsigned char>(name[0]))) return false;
    for (char c : name)
        if (!is_alnum(c) && c != '-' && c != '_' && c != '.') return false;
    return true;
}

// redirect and exp stand at most once (RFC 7208 6); unknown modifiers are ignored when they read well.
bool take_modifier(std::string_view name, std::string_view value, SpfRecord& record, bool& explained) {
    std::string lower = base::lower_case(name);
    if (lower == "redirect") {
        if (!record.redirect.empty() || !is_domain_spec(value)) return false;
        record.redirect = value;
        return true;
    }
    if (lower == "exp") {
        if (explained || !is_domain_spec(value)) return false;
        return explained = true;
    }
    return is_macro_string(value);
}

bool take_term(std::string_view text, SpfRecord& record, bool& explained) {
    std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && is_modifier_name(text.substr(0, equals)))
        return take_modifier(text.substr(0, equals), text.substr(equals + 1), record, explained);
    SpfTerm term;
    if (!take_mechanism(text, term)) return false;
    record.terms.push_back(std::move(term));
    return true;
}

}  // namespace

bool is_spf(std::string_view text) {
    return base::lower_case(text.substr(0, 6)) == "v=spf1" && (text.size() == 6 || text[6] == ' ');
}

SpfRecord parse_spf(std::string_view text) {
    SpfRecord record;
    bool explained = false;
    std::size_t at = 6;
    while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
        std::size_t end = std::min(text.find(' ', at), text.size());
        std::string_view term = text.substr(at, end - at);
        if (!take_term(term, record, explained)) {
            record.mistake = term;
            return record;
        }
        at = end;
    }
    return record;
}

}  // namespace mailsim::dns
