// Values that name several things: networks and sets of domains; and the bounds that parameter rows give in
// words.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/quantity.hpp"
#include "config/values.hpp"

namespace mailsim::config {
namespace {

// One text or a list of texts, each with its place.
template <class Take>
bool each_text(const Place& place, std::string_view allowed, Take take) {
    if (place.value().is_text()) return take(place, place.value().text());
    if (!place.value().is_array()) {
        place.wrong_type(allowed);
        return false;
    }
    bool good = true;
    const auto& items = place.value().items();
    for (std::size_t i = 0; i < items.size(); ++i) {
        Place item = place.item(i, items[i]);
        auto written = text(item);
        good = written && take(item, *written) && good;
    }
    return good;
}

bool add_network(const Place& place, const std::string& written, std::vector<base::IpNetwork>& networks) {
    const KnownNames& names = place.reading().names;
    auto node = std::find(names.nodes.begin(), names.nodes.end(), written);
    if (node != names.nodes.end()) {
        for (const base::Ip& ip : names.node_addresses[static_cast<std::size_t>(node - names.nodes.begin())])
            networks.emplace_back(ip, ip.bits());
        return true;
    }
    if (auto network = base::parse_network(written)) {
        networks.push_back(*network);
        return true;
    } else if (!written.empty() && (written[0] >= '0' && written[0] <= '9')) {
        place.problem(network.error());
        return false;
    }
    std::vector<std::string_view> all(names.nodes.begin(), names.nodes.end());
    place.problem(base::unknown_name("node or address", written, all));
    return false;
}

double quantity_of(std::string_view words, std::string_view type) {
    if (type == "duration")
        if (auto d = base::parse_duration(words)) return static_cast<double>(d->count());
    if (type == "bytes")
        if (auto b = base::parse_bytes(words)) return static_cast<double>(b->count);
    if (type == "bandwidth")
        if (auto b = base::parse_bandwidth(words)) return b->bytes_per_second;
    if (type == "share")
        if (auto s = base::parse_share(words)) return *s;
    double value = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(words.data(), words.data() + words.size(), value);
    return value;
}

}  // namespace

Range at_least(double low, std::string_view words) {
    return {low, std::numeric_limits<double>::infinity(), std::string(words)};
}

Range more_than_zero(std::string_view words) { return at_least(std::numeric_limits<double>::min(), words); }

Range between(double low, double high, std::string_view words) { return {low, high, std::string(words)}; }

Range time_of_at_least(base::Duration low, std::string_view words) {
    constexpr double days = 1000 * 86400e9;
    return {static_cast<double>(low.count()), days, fmt::format("{}, at most 1000 d", words)};
}

Range range_of_words(std::string_view words, std::string_view type) {
    Range range{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                std::string(words)};
    if (type != "number" && type != "count") range.low = 0;
    constexpr std::string_view least = "at least ", above = "above ";
    if (words.starts_with(least)) {
        range.low = quantity_of(words.substr(least.size()), type);
    } else if (words.starts_with(above)) {
        double low = quantity_of(words.substr(above.size()), type);
        range.low = std::nextafter(low, std::numeric_limits<double>::infinity());
    } else if (std::size_t to = words.find(" to "); to != std::string_view::npos) {
        range.low = quantity_of(words.substr(0, to), type);
        range.high = quantity_of(words.substr(to + 4), type);
    }
    if (range.low != range.low || range.high != range.high)
        return {-1e300, 1e300, ""};  // words of another kind
    return range;
}

std::optional<std::vector<base::IpNetwork>> networks(const Place& place) {
    std::vector<base::IpNetwork> all;
    bool good =
        each_text(place, "a list of addresses, networks (192.0.2.0/24) or node ids",
                  [&](const Place& at, const std::string& written) { return add_network(at, written, all); });
    return good ? std::optional(all) : std::nullopt;
}

bool add_domain(const Place& place, const std::string& written, estate::DomainSet& set) {
    const KnownNames& names = place.reading().names;
    const mail::AddressBook& book = place.reading().estate.book;
    auto add = [&](std::string_view name) {
        mail::DomainId id = book.find_domain(name);
        if (!id.valid()) return;
        if (set.members.size() <= id.index()) set.members.resize(id.index() + 1);
        set.members[id.index()] = true;
    };
    set.written.push_back(written);
    if (written == "*") return set.everything = true;
    if (!written.empty() && written[0] == '@') {
        bool any = false;
        for (std::size_t i = 0; i < names.domains.size(); ++i)
            if (names.groups[i] == written.substr(1) || (written == "@antispam" && names.antispam[i]))
                add(names.domains[i]), any = true;
        std::vector<std::string_view> groups(names.groups.begin(), names.groups.end());
        std::sort(groups.begin(), groups.end());
        groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
        if (!any) place.problem(base::unknown_name("group of domains", written.substr(1), groups));
        return any;
    }
    std::string lower = base::lower_case(written);
    if (std::find(names.domains.begin(), names.domains.end(), lower) != names.domains.end())
        return add(lower), true;
    std::vector<std::string_view> all(names.domains.begin(), names.domains.end());
    place.problem(base::unknown_name("domain", written, all));
    return false;
}

std::optional<estate::DomainSet> domain_set(const Place& place) {
    estate::DomainSet set;
    bool good =
        each_text(place, "\"*\" or a list of domains and \"@group\"",
                  [&](const Place& at, const std::string& written) { return add_domain(at, written, set); });
    return good ? std::optional(set) : std::nullopt;
}

std::optional<std::vector<mail::Address>> recipients(const Place& place) {
    std::vector<mail::Address> all;
    bool good =
        each_text(place, "a mail address or a list of them", [&](const Place& at, const auto& written) {
            auto address = at.reading().estate.book.parse(written);
            if (address && !address->null()) return all.push_back(*address), true;
            at.problem(address ? "'' is not a mail address" : address.error());
            return false;
        });
    if (good && all.empty()) place.problem("is empty; at least one address is needed");
    return good && !all.empty() ? std::optional(all) : std::nullopt;
}

}  // namespace mailsim::config
