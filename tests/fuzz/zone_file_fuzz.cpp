// Zone files: any text. What was read can be asked for, and again in its written form.
#include "dns/zone.hpp"
#include "fuzz/fuzz.hpp"

using namespace mailsim;

// ldns 1.8 forgets a few octets of data that it refuses in CERT and IPSECKEY records (ours are freed by their
// owners).
extern "C" const char* __lsan_default_suppressions() {
    return "leak:ldns_rdf_new_frm_data\nleak:ldns_str2rdf_ipseckey\n";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    if (size > 4096) return 0;
    dns::Zones zones;
    base::Problems problems;
    std::string_view text(reinterpret_cast<const char*>(octets), size);
    bool good = zones.read_text(text, "fuzz.zone", problems, "a.test");
    fuzz::must(good == problems.empty(), "mistakes are told");
    bool odd_host = false;
    for (const dns::Zone& zone : zones.zones())
        for (const dns::Record* record : zones.records(zone)) {
            (void)zones.answer(record->owner, record->type);
            (void)zones.resolve(record->owner, dns::Type::mx);
            odd_host = odd_host || (record->type == dns::Type::mx &&
                                    zones.names().text(record->target).find('\\') != std::string_view::npos);
        }
    fuzz::planted(good && odd_host);
    return 0;
}
