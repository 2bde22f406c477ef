// SPF: any record, published at every name. The check ends and keeps its limits.
#include <string>

#include "dns/spf_record.hpp"
#include "dns/zone.hpp"
#include "fuzz/fuzz.hpp"

using namespace mailsim;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    if (size > 1024) return 0;
    std::string text = "v=spf1 " + std::string(reinterpret_cast<const char*>(octets), size);
    fuzz::must(dns::is_spf(text), "it begins as a record does");
    dns::SpfRecord record = dns::parse_spf(text);
    std::string quoted;
    for (char c : text) {
        if (c < ' ' || c > '~') return 0;  // the zone file is not what is looked at
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    std::string strings;  // of at most 255 octets each (RFC 7208 3.3)
    for (std::size_t at = 0; at < quoted.size(); at += 200) {
        if (quoted[at - (at > 0)] == '\\') return 0;
        strings += " \"" + quoted.substr(at, 200) + "\"";
    }
    dns::Zones zones;
    base::Problems problems;
    zones.read_text(
        "$ORIGIN a.test.\n$TTL 60\n@ SOA ns host 1 2 3 4 60\n@ NS ns\n@ MX 10 mail\nmail A 192.0.2.1\n@ TXT" +
            strings + "\n*.s TXT" + strings + "\n*.w A 192.0.2.1\n",
        "a.zone", problems);
    dns::SpfIdentity who{base::Ip::v4(192, 0, 2, 1), "a.test", "user", "helo.test"};
    dns::SpfOutcome outcome = dns::check_host(
        who, [&](std::string_view name, dns::Type type) { return zones.resolve(name, type); });
    fuzz::must(outcome.lookups <= 11, "at most ten terms ask DNS");
    fuzz::must(outcome.queries <= 200, "a few dozen questions");
    if (!record.mistake.empty() && problems.empty())
        fuzz::must(outcome.result == dns::SpfResult::permerror, "a wrong record is a permerror");
    fuzz::planted(outcome.result == dns::SpfResult::neutral && outcome.lookups > 0);
    return 0;
}
