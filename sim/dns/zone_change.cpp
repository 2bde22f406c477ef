// Changes of records at run time; kept apart from the answers.
#include <fmt/format.h>

#include <algorithm>

#include "dns/rdata.hpp"
#include "dns/zone.hpp"
#include "dns/zone_reader.hpp"

namespace mailsim::dns {

bool Zones::replace(std::string_view owner, Type type, std::span<const std::string> texts, std::uint32_t ttl,
                    base::Problems& problems, std::string_view file, std::string_view pointer) {
    std::string name = base::lower_case(without_trailing_dot(owner));
    auto refuse = [&](std::string_view why) {
        problems.add(file, pointer, why);
        return false;
    };
    const Zone* zone = zone_of(name);
    if (!zone) return refuse(fmt::format("{} is in none of the zones", name));
    if (type == Type::soa && (texts.size() != 1 || name != names_->text(zone->origin)))
        return refuse("a zone has exactly one SOA record, at its origin");
    NameId id = names_->intern(name);
    auto before = find(id, type);
    if (ttl == 0) ttl = before.empty() ? zone->default_ttl : before[0].ttl;

    Zones trial = *this;  // a change is all or nothing, and changes are rare
    trial.remove(name, type);
    bool right = true;
    auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
    for (const std::string& text : texts) {
        if (std::any_of(text.begin(), text.end(), control)) {
            right = refuse(fmt::format("'{}' holds a control character", text));
            continue;
        }
        auto made = read_record({.owner = name + ".",
                                 .ttl = ttl,
                                 .type = type,
                                 .rdata = text,
                                 .origin = names_->text(zone->origin)},
                                *names_);
        std::string why = made ? conflict(trial, *made) : made.error();
        if (why.empty())
            trial.add(std::move(*made));
        else
            right = refuse(why);
    }
    if (right) *this = std::move(trial);
    return right;
}

}  // namespace mailsim::dns
