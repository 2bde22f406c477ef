// Zones as an authoritative server holds them: read from RFC 1035 zone files, asked by name and type,
// changed at run time. Not here: caching (cache.hpp), bytes of packets (packet.hpp).
// NS records below an origin do not delegate: the longest origin among our zones answers.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/problems.hpp"
#include "dns/fault.hpp"
#include "dns/record.hpp"

namespace mailsim::dns {

struct Zone {
    NameId origin;
    std::string file;
    std::uint32_t default_ttl = 0;   // seconds, for records added at run time: the SOA's TTL
    std::uint32_t negative_ttl = 0;  // seconds, RFC 2308 5
};

class Zones {
  public:
    Zones() : names_(std::make_shared<NameTable>()) {}

    // Adds the zone of one file. Every mistake goes into problems with the file and "line N"; what is right
    // is kept all the same, so that later checks see as much as possible. True when there was no mistake.
    // origin: used until the file's first $ORIGIN; without either, relative owners are mistakes.
    bool read_file(const std::string& path, base::Problems& problems, std::string_view origin = {});
    bool read_text(std::string_view text, std::string_view file, base::Problems& problems,
                   std::string_view origin = {});

    // What an authoritative server says: CNAMEs followed through our zones (at most 8; a loop is servfail),
    // wildcards by RFC 4592, faults applied. A name in none of the zones is refused.
    Answer answer(NameId name, Type type) const { return answer(names_->text(name), type); }
    Answer answer(std::string_view name,
                  Type type) const;  // interns nothing, so strangers cannot grow the table

    // What a resolver finds whose whole world is these zones: as answer(), but a name in none of them is
    // nxdomain, kept for an hour (unbound's cache-max-negative-ttl).
    Answer resolve(NameId name, Type type) const { return resolve(names_->text(name), type); }
    Answer resolve(std::string_view name, Type type) const;

    // The records that stand at exactly this name; no wildcard, CNAME or fault. Empty when there are none.
    std::span<const Record> find(NameId owner, Type type) const;
    bool has_other_than(NameId owner, Type type) const;  // records of other types stand at this name

    // For checks that need the whole.
    std::span<const Zone> zones() const { return zones_; }
    const Zone* zone_of(std::string_view name) const;            // the longest origin above name, or nullptr
    std::vector<const Record*> records(const Zone& zone) const;  // in order of line, then as added

    // Changes the records of one name and type: each text is the rdata of a zone file ("10 mail.example.").
    // ttl in seconds, 0: the TTL that was there, else the zone's. False (nothing changed) when a text is
    // wrong or no zone holds the owner; the mistakes are added under file and pointer.
    bool replace(std::string_view owner, Type type, std::span<const std::string> texts, std::uint32_t ttl,
                 base::Problems& problems, std::string_view file, std::string_view pointer);
    bool remove(std::string_view owner, Type type);  // false: there was nothing

    Faults& faults() { return faults_; }
    const Faults& faults() const { return faults_; }
    NameTable& names() const { return *names_; }  // shared by copies of these zones; only grows

  private:
    using Sets = std::map<std::uint16_t, std::vector<Record>>;  // by type number: one name has few
    friend class ZoneReader;
    void begin(NameId origin, std::string_view file);
    void add(Record record);
    void count_name(NameId owner, int change);  // how many records keep this name and those above it in being
    void refresh_times(NameId origin);
    bool name_exists(std::string_view name) const;
    const Sets* sets_at(std::string_view name) const;
    const Sets* sets_or_wildcard(std::string_view name, const Zone& zone) const;
    bool step(std::string& name, Answer& out) const;

    std::shared_ptr<NameTable> names_;
    std::vector<Zone> zones_;
    std::unordered_map<NameId, std::size_t> origins_;  // -> zones_
    std::unordered_map<NameId, Sets> sets_;
    std::unordered_map<NameId, int> existing_;  // owners and the empty names above them (RFC 4592 2.2.2)
    Faults faults_;
};

}  // namespace mailsim::dns
