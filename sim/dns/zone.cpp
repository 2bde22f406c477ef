#include "dns/zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "dns/rdata.hpp"
#include "dns/zone_reader.hpp"

namespace mailsim::dns {
namespace {

constexpr int most_aliases = 8;              // CNAMEs in a row; unbound stops at 11, BIND at 16
constexpr std::uint32_t outside_ttl = 3600;  // seconds, unbound's cache-max-negative-ttl
constexpr std::uintmax_t largest_file = 32u << 20;

std::uint16_t number(Type type) { return static_cast<std::uint16_t>(type); }

void lower_ttl(Answer& answer, std::uint32_t ttl) { answer.ttl = std::min(answer.ttl, ttl); }

// The last word of an SOA's data (RFC 1035 3.3.13); ldns has checked that it is a number.
std::uint32_t soa_minimum(const Record& soa) {
    return static_cast<std::uint32_t>(std::stoul(soa.rdata.substr(soa.rdata.rfind(' ') + 1)));
}

void take_records(const std::vector<Record>& set, bool wildcard, std::vector<Record>& out, Answer& answer) {
    for (const Record& record : set) {
        out.push_back(record);
        if (wildcard) out.back().owner = {};
        lower_ttl(answer, record.ttl);
    }
}

}  // namespace

bool Zones::read_file(const std::string& path, base::Problems& problems, std::string_view origin) {
    std::error_code error;
    auto refuse = [&](std::string_view why) {
        problems.add(path, "line 1", why);
        return false;
    };
    if (!std::filesystem::is_regular_file(path, error)) return refuse("there is no such file");
    if (std::filesystem::file_size(path, error) > largest_file || error)
        return refuse("larger than 32 MB; not read");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return refuse("the file cannot be read");
    return read_text(text.str(), path, problems, origin);
}

bool Zones::read_text(std::string_view text, std::string_view file, base::Problems& problems,
                      std::string_view origin) {
    return ZoneReader(*this, file, problems, origin).read(text);
}

void Zones::begin(NameId origin, std::string_view file) {
    origins_[origin] = zones_.size();
    zones_.push_back({origin, std::string(file), 0, 0});
}

void Zones::add(Record record) {
    NameId owner = record.owner;
    Type type = record.type;
    count_name(owner, 1);
    sets_[owner][number(type)].push_back(std::move(record));
    if (type == Type::soa) refresh_times(owner);
}

void Zones::refresh_times(NameId origin) {
    auto soa = find(origin, Type::soa);
    auto zone = origins_.find(origin);
    if (soa.empty() || zone == origins_.end()) return;
    zones_[zone->second].default_ttl = soa[0].ttl;
    zones_[zone->second].negative_ttl = std::min(soa[0].ttl, soa_minimum(soa[0]));
}

void Zones::count_name(NameId owner, int change) {
    std::string_view name = names_->text(owner);
    const Zone* zone = zone_of(name);
    std::string_view origin = names_->text(zone->origin);
    for (;; name = parent_name(name)) {
        existing_[names_->intern(name)] += change;
        if (name == origin) return;
    }
}

bool Zones::name_exists(std::string_view name) const {
    auto id = names_->find(name);
    if (!id) return false;
    auto found = existing_.find(*id);
    return found != existing_.end() && found->second > 0;
}

const Zones::Sets* Zones::sets_at(std::string_view name) const {
    auto id = names_->find(name);
    if (!id) return nullptr;
    auto found = sets_.find(*id);
    return found == sets_.end() ? nullptr : &found->second;
}

// RFC 4592 3.3.1: when name does not exist, "*" below its closest encloser answers in its place.
const Zones::Sets* Zones::sets_or_wildcard(std::string_view name, const Zone& zone) const {
    if (name_exists(name)) return sets_at(name);
    std::string_view origin = names_->text(zone.origin);
    std::string_view encloser = name;
    while (encloser != origin && !name_exists(encloser)) encloser = parent_name(encloser);
    return sets_at(encloser.empty() ? "*" : fmt::format("*.{}", encloser));
}

const Zone* Zones::zone_of(std::string_view name) const {
    for (;; name = parent_name(name)) {
        if (auto id = names_->find(name))
            if (auto zone = origins_.find(*id); zone != origins_.end()) return &zones_[zone->second];
        if (name.empty()) return nullptr;
    }
}

// One name of the chain: true when it is an alias and name is now the alias's target.
bool Zones::step(std::string& name, Answer& out) const {
    if (const Fault* fault = faults_.find(name)) {
        out.delay += fault->delay;
        out.status = fault->kind == FaultKind::silence ? Status::silence : Status::servfail;
        if (fault->kind != FaultKind::slow) return false;
    }
    const Zone* zone = zone_of(name);
    out.status = Status::refused;
    if (!zone) return false;
    out.zone = zone->origin;
    bool exists = name_exists(name);
    const Sets* sets = sets_or_wildcard(name, *zone);
    if (sets) {
        if (auto set = sets->find(number(out.type)); set != sets->end()) {
            take_records(set->second, !exists, out.records, out);
            out.status = Status::ok;
            return false;
        }
        if (auto alias = sets->find(number(Type::cname)); alias != sets->end()) {
            take_records(alias->second, !exists, out.chain, out);
            name = names_->text(alias->second[0].target);
            return true;
        }
    }
    out.status = exists || sets ? Status::nodata : Status::nxdomain;
    lower_ttl(out, zone->negative_ttl);
    return false;
}

Answer Zones::answer(std::string_view asked, Type type) const {
    std::string name = base::lower_case(without_trailing_dot(asked));
    Answer out;
    out.name = names_->find(name).value_or(NameId{});
    out.type = type;
    out.ttl = std::numeric_limits<std::uint32_t>::max();
    int aliases = 0;
    while (step(name, out))
        if (++aliases > most_aliases) {
            out.status = Status::servfail;
            break;
        }
    if (out.status == Status::servfail || out.status == Status::silence || out.status == Status::refused)
        out.ttl = 0;
    return out;
}

Answer Zones::resolve(std::string_view name, Type type) const {
    Answer out = answer(name, type);
    if (out.status != Status::refused) return out;
    out.status = Status::nxdomain;
    out.ttl = outside_ttl;
    for (const Record& alias : out.chain) lower_ttl(out, alias.ttl);
    return out;
}

std::span<const Record> Zones::find(NameId owner, Type type) const {
    auto sets = sets_.find(owner);
    if (sets == sets_.end()) return {};
    auto set = sets->second.find(number(type));
    if (set == sets->second.end()) return {};
    return set->second;
}

bool Zones::has_other_than(NameId owner, Type type) const {
    auto sets = sets_.find(owner);
    if (sets == sets_.end()) return false;
    return std::any_of(sets->second.begin(), sets->second.end(),
                       [&](const auto& set) { return set.first != number(type); });
}

std::vector<const Record*> Zones::records(const Zone& zone) const {
    std::vector<const Record*> out;
    for (const auto& [owner, sets] : sets_)
        if (const Zone* home = zone_of(names_->text(owner)); home && home->origin == zone.origin)
            for (const auto& [type, set] : sets)
                for (const Record& record : set) out.push_back(&record);
    auto order = [](const Record* r) { return r->line == 0 ? std::numeric_limits<int>::max() : r->line; };
    std::sort(out.begin(), out.end(), [&](const Record* a, const Record* b) {
        if (order(a) != order(b)) return order(a) < order(b);
        if (a->owner != b->owner) return a->owner < b->owner;
        return a->type != b->type ? a->type < b->type : a < b;
    });
    return out;
}

bool Zones::remove(std::string_view owner, Type type) {
    auto id = names_->find(base::lower_case(owner));
    auto sets = id ? sets_.find(*id) : sets_.end();
    if (sets == sets_.end()) return false;
    auto set = sets->second.find(number(type));
    if (set == sets->second.end()) return false;
    count_name(*id, -static_cast<int>(set->second.size()));
    sets->second.erase(set);
    if (sets->second.empty()) sets_.erase(sets);
    return true;
}

}  // namespace mailsim::dns
