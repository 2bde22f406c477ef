// dig: what DNS says about a name now.
#include <fmt/format.h>

#include "base/names.hpp"
#include "teach/looks/all.hpp"

namespace mailsim::teach::looks {
namespace {

std::string record_line(World& world, const std::string& asked, const dns::Record& record) {
    std::string owner =
        record.owner == dns::NameId{} ? asked : std::string(world.estate().zones.names().text(record.owner));
    return fmt::format("{}.  {}  IN  {}  {}\n", owner, record.ttl, dns::to_string(record.type), record.rdata);
}

// The addresses of the mail servers, as a second question would give them.
std::string addresses(World& world, const dns::Answer& answer) {
    std::string out;
    for (const dns::Record& mx : answer.records) {
        if (mx.type != dns::Type::mx) continue;
        std::string host(world.estate().zones.names().text(mx.target));
        for (const dns::Record& a : world.estate().zones.resolve(host, dns::Type::a).records)
            out += record_line(world, host, a);
    }
    return out;
}

std::string nothing(const std::string& name, const dns::Answer& answer, const std::string& type) {
    switch (answer.status) {
        case dns::Status::nxdomain: return fmt::format("NXDOMAIN: there is no name {}.\n", name);
        case dns::Status::silence:
            return "No answer came within 10 s: the DNS servers of this name are silent.\n";
        case dns::Status::servfail: return "SERVFAIL: the DNS servers of this name fail.\n";
        default: return fmt::format("NOERROR, but {} has no {} record.\n", name, type);
    }
}

Shown show(World& world, const Words& words) {
    if (words.empty() || words.size() > 2) return mistake(usage("dig"));
    std::string name = base::lower_case(words[0]), written = words.size() > 1 ? words[1] : "A";
    dns::Type type = dns::Type::a;
    if (!dns::parse_type(written, type)) {
        if (words.size() < 2 || !dns::parse_type(words[0], type)) return mistake(usage("dig"));
        name = base::lower_case(words[1]);  // dig MX acme.example is as usual
    }
    if (name.ends_with('.')) name.pop_back();
    if (!mail::is_domain_name(name)) return mistake(fmt::format("'{}' is no domain name.\n", name));
    dns::Answer answer = world.estate().zones.resolve(name, type);
    if (answer.records.empty()) return {nothing(name, answer, dns::to_string(type))};
    std::string out;
    for (const dns::Record& record : answer.chain) out += record_line(world, name, record);
    for (const dns::Record& record : answer.records) out += record_line(world, name, record);
    return {out + addresses(world, answer)};
}

}  // namespace

const Look dig{"dig", "dig NAME [TYPE]", "what DNS says: MX, A, TXT and others",
               1,     Argument::name,    Argument::type,
               show};

}  // namespace mailsim::teach::looks
