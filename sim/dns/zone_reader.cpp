#include "dns/zone_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dns/rdata.hpp"

namespace mailsim::dns {
namespace {

constexpr int most_mistakes = 200;  // a file with more is not a zone file
constexpr std::array<std::string_view, 10> usual_types{"A",  "AAAA", "CAA", "CNAME", "MX",
                                                       "NS", "PTR",  "SOA", "SRV",   "TXT"};
constexpr std::array<std::string_view, 3> directives{"$ORIGIN", "$TTL", "$INCLUDE"};

std::uint64_t seconds_of(char unit) {
    switch (unit) {
        case 's': return 1;
        case 'm': return 60;
        case 'h': return 3600;
        case 'd': return 86400;
        case 'w': return 604800;
        default: return 0;
    }
}

bool same_word(std::string_view a, std::string_view lower) { return base::lower_case(a) == lower; }

// Types above 127 that stand for questions, and OPT, are never data (RFC 6895 3.1).
bool is_data(Type type) {
    auto number = static_cast<std::uint16_t>(type);
    return number != 41 && (number < 128 || number > 255);
}

bool is_name(std::string_view text) {
    NameTable scratch;
    return read_record({.owner = text, .type = Type::ns, .rdata = ".", .origin = {}}, scratch).has_value();
}

std::string bad_ttl(std::string_view text) {
    return fmt::format("'{}' is not a TTL; write seconds or like '1h30m', at most 2147483647 s",
                       text.substr(0, 80));
}

}  // namespace

std::optional<std::uint32_t> parse_ttl(std::string_view text) {
    if (text.empty() || text.size() > 20 || text[0] < '0' || text[0] > '9') return std::nullopt;
    std::uint64_t total = 0, number = 0;
    bool digits = false;
    for (char c : base::lower_case(text)) {
        if (c >= '0' && c <= '9') {
            number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(c - '0'), 1ull << 40);
            digits = true;
            continue;
        }
        if (seconds_of(c) == 0 || !digits) return std::nullopt;
        total += number * seconds_of(c);
        number = 0;
        digits = false;
    }
    total += number;
    if (total > 0x7fffffff) return std::nullopt;
    return static_cast<std::uint32_t>(total);
}

std::string conflict(const Zones& zones, const Record& record) {
    std::string_view owner = zones.names().text(record.owner);
    auto same = zones.find(record.owner, record.type);
    for (const Record& other : same)
        if (base::lower_case(other.rdata) == base::lower_case(record.rdata) &&
            (record.type != Type::txt || other.text == record.text))
            return fmt::format("{} {} {} stands here twice (first in line {}); remove one", owner,
                               to_string(record.type), record.rdata.substr(0, 80), other.line);
    bool others = zones.has_other_than(record.owner, Type::cname);
    if (record.type == Type::cname && (others || !same.empty()))
        return fmt::format("{} has other records, so it cannot be a CNAME (RFC 1034 3.6.2)", owner);
    if (record.type != Type::cname && !zones.find(record.owner, Type::cname).empty())
        return fmt::format("{} is a CNAME, so it cannot have a {} record (RFC 1034 3.6.2)", owner,
                           to_string(record.type));
    if (record.type != Type::mx || same.empty()) return {};
    auto is_null = [&](const Record& mx) { return zones.names().text(mx.target).empty(); };
    if (is_null(record) || std::any_of(same.begin(), same.end(), is_null))
        return fmt::format("{} has the null MX '0 .', which must stand alone (RFC 7505 3)", owner);
    return {};
}

ZoneReader::ZoneReader(Zones& zones, std::string_view file, base::Problems& problems, std::string_view origin)
    : zones_(zones), file_(file), problems_(problems) {
    if (!origin.empty()) set_origin(origin);
}

void ZoneReader::set_origin(std::string_view name) { origin_ = base::lower_case(without_trailing_dot(name)); }

void ZoneReader::problem(std::string_view what) {
    if (++mistakes_ <= most_mistakes) problems_.add(file_, fmt::format("line {}", line_), what);
}

bool ZoneReader::read(std::string_view text) {
    for (const ZoneEntry& one : split_zone(text)) {
        line_ = one.line;
        if (mistakes_ >= most_mistakes) break;
        entry(one);
    }
    if (mistakes_ == 0 && !zone_) {
        line_ = 1;
        problem("no records; a zone file begins with $ORIGIN, $TTL and an SOA record");
    }
    if (mistakes_ >= most_mistakes)
        problems_.add(file_, fmt::format("line {}", line_), "too many mistakes; not read further");
    return mistakes_ == 0;
}

void ZoneReader::entry(const ZoneEntry& entry) {
    if (!entry.mistake.empty()) return problem(entry.mistake);
    if (!entry.same_owner && entry.words[0][0] == '$') return directive(entry);
    record(entry);
}

void ZoneReader::directive(const ZoneEntry& entry) {
    const std::string& word = entry.words[0];
    if (same_word(word, "$include"))
        return problem(
            "$INCLUDE is not followed; write the records into this file, or read the other file as a zone");
    bool origin = same_word(word, "$origin");
    if (!origin && !same_word(word, "$ttl"))
        return problem(base::unknown_name("directive", word, directives));
    if (entry.words.size() != 2)
        return problem(fmt::format("{} takes one word, and {} stand here", word, entry.words.size() - 1));
    const std::string& value = entry.words[1];
    if (!origin) {
        default_ttl_ = parse_ttl(value);
        if (!default_ttl_) problem(bad_ttl(value));
        return;
    }
    bool absolute = value.back() == '.';
    if (!absolute && !origin_)
        return problem(fmt::format("$ORIGIN '{}' needs a dot at its end", value.substr(0, 80)));
    if (!is_name(value)) return problem(fmt::format("'{}' is not a name", value.substr(0, 80)));
    set_origin(absolute || origin_->empty() ? value : fmt::format("{}.{}", value, *origin_));
}

bool ZoneReader::take_owner(const ZoneEntry& entry, std::size_t& at) {
    if (entry.same_owner) {
        if (owner_.empty())
            problem("no owner: the line begins with white space, but no record stands before it");
        return !owner_.empty();
    }
    const std::string& word = entry.words[at++];
    bool absolute = word.back() == '.';
    owner_.clear();
    if (!absolute && !origin_) {
        problem(
            fmt::format("'{}' is relative, but there is no $ORIGIN yet; write '$ORIGIN example.com.' first",
                        word.substr(0, 80)));
        return false;
    }
    if (absolute)
        owner_ = word;
    else if (word == "@")
        owner_ = *origin_ + ".";
    else
        owner_ = origin_->empty() ? word + "." : fmt::format("{}.{}.", word, *origin_);
    return true;
}

bool ZoneReader::take_ttl_and_class(const ZoneEntry& entry, std::size_t& at,
                                    std::optional<std::uint32_t>& ttl) {
    for (int i = 0; i < 2 && at < entry.words.size(); ++i) {
        const std::string& word = entry.words[at];
        if (word[0] >= '0' && word[0] <= '9' && !ttl) {
            ttl = parse_ttl(word);
            if (!ttl) {
                problem(bad_ttl(word));
                return false;
            }
        } else if (same_word(word, "in")) {
        } else if (same_word(word, "ch") || same_word(word, "hs") || same_word(word, "cs")) {
            problem(fmt::format("class {} is not served; only IN is", word));
            return false;
        } else {
            return true;
        }
        ++at;
    }
    return true;
}

bool ZoneReader::take_type(const ZoneEntry& entry, std::size_t& at, Type& type) {
    if (at >= entry.words.size()) {
        problem("the record has no type; write for example 'www A 192.0.2.1'");
        return false;
    }
    const std::string& word = entry.words[at++];
    if (parse_type(word, type) && is_data(type)) return true;
    std::string upper(word.substr(0, 40));
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    problem(base::unknown_name("record type", upper, usual_types));
    return false;
}

void ZoneReader::record(const ZoneEntry& entry) {
    std::size_t at = 0;
    std::optional<std::uint32_t> ttl;
    Type type;
    if (!take_owner(entry, at) || !take_ttl_and_class(entry, at, ttl) || !take_type(entry, at, type)) return;
    if (!ttl) ttl = default_ttl_ ? default_ttl_ : last_ttl_;  // RFC 2308 4, RFC 1035 5.1
    if (!ttl) {
        problem("the record has no TTL; write '$TTL 1h' before the first record");
        ttl = 3600;
    }
    last_ttl_ = ttl;
    std::string rdata = fmt::format(
        "{}", fmt::join(entry.words.begin() + static_cast<std::ptrdiff_t>(at), entry.words.end(), " "));
    auto made = read_record(
        {.owner = owner_, .ttl = *ttl, .type = type, .rdata = rdata, .origin = origin_.value_or("")},
        zones_.names());
    if (!made) return problem(made.error());
    made->line = line_;
    place(std::move(*made));
}

void ZoneReader::place(Record record) {
    std::string_view owner = zones_.names().text(record.owner);
    if (zone_ && record.type == Type::soa)
        return problem(
            fmt::format("a second SOA record; one file holds one zone, and this one is {}", *zone_));
    if (!zone_) begin_zone(record);
    if (!is_within(owner, *zone_))
        return problem(
            fmt::format("{} does not belong to the zone {}; is a dot missing or too many?", owner, *zone_));
    if (refused_) return;
    if (std::string why = conflict(zones_, record); !why.empty()) return problem(why);
    zones_.add(std::move(record));
}

void ZoneReader::begin_zone(const Record& first) {
    bool soa = first.type == Type::soa;
    if (!soa) problem("the first record must be the zone's SOA (RFC 1035 5.2)");
    zone_ = soa ? std::string(zones_.names().text(first.owner))
                : origin_.value_or(std::string(zones_.names().text(first.owner)));
    NameId origin = zones_.names().intern(*zone_);
    if (const Zone* other = zones_.zone_of(*zone_); other && other->origin == origin) {
        refused_ = true;
        return problem(fmt::format("the zone {} was already read from {}", *zone_, other->file));
    }
    zones_.begin(origin, file_);
}

}  // namespace mailsim::dns
