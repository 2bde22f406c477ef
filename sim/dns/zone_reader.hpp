// Turns the entries of one zone file into records of a zone: directives, owners, TTLs, classes, and the rules
// that hold within a zone. Every mistake is noted; reading goes on behind it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/problems.hpp"
#include "dns/zone.hpp"
#include "dns/zone_lines.hpp"

namespace mailsim::dns {

class ZoneReader {
  public:
    ZoneReader(Zones& zones, std::string_view file, base::Problems& problems, std::string_view origin);
    bool read(std::string_view text);  // true when there was no mistake

  private:
    void entry(const ZoneEntry& entry);
    void directive(const ZoneEntry& entry);
    void record(const ZoneEntry& entry);
    void set_origin(std::string_view name);
    bool take_owner(const ZoneEntry& entry, std::size_t& at);
    bool take_ttl_and_class(const ZoneEntry& entry, std::size_t& at, std::optional<std::uint32_t>& ttl);
    bool take_type(const ZoneEntry& entry, std::size_t& at, Type& type);
    void place(Record record);
    void begin_zone(const Record& first);
    void problem(std::string_view what);

    Zones& zones_;
    std::string file_;
    base::Problems& problems_;
    std::optional<std::string> origin_;         // the current $ORIGIN, without trailing dot
    std::optional<std::string> zone_;           // the SOA's owner
    std::optional<std::uint32_t> default_ttl_;  // $TTL
    std::optional<std::uint32_t> last_ttl_;     // the last one written
    std::string owner_;     // of the entry before, absolute with trailing dot; "" none yet
    bool refused_ = false;  // another file already holds this zone: nothing is added
    int line_ = 0;
    int mistakes_ = 0;
};

// "3600", "1h30m", "2d" (RFC 2308 4 and BIND's units); nothing when it is no TTL or above 2^31 - 1 (RFC 2181
// 8).
std::optional<std::uint32_t> parse_ttl(std::string_view text);

// Why a record may not join those already at its name, or "" (RFC 1034 3.6.2, RFC 2181 5, RFC 7505 3).
std::string conflict(const Zones& zones, const Record& record);

}  // namespace mailsim::dns
