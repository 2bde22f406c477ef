#include <fmt/format.h>

#include "estate/check_parts.hpp"

namespace mailsim::estate {
namespace {

std::string why_nowhere(const Estate& estate, dns::NameId target) {
    std::string_view name = estate.zones.names().text(target);
    dns::Answer answer = estate.zones.resolve(name, dns::Type::a);
    if (answer.records.empty())
        return fmt::format("the MX '{}' has no address ({})", name, to_string(answer.status));
    for (const dns::Record& record : answer.records) {
        base::NodeId node = estate.node_at(record.address);
        if (!node.valid())
            return fmt::format("the MX '{}' has the address {}, which is no node of the estate", name,
                               base::to_string(record.address));
        if (!estate.node(node).listener_on(25))
            return fmt::format("the MX '{}' is node '{}', which does not listen on port 25", name,
                               estate.node(node).id);
    }
    return "";
}

}  // namespace

void check_mx(const Estate& estate, base::Problems& problems) {
    for (const dns::Zone& zone : estate.zones.zones())
        for (const dns::Record* record : estate.zones.records(zone)) {
            if (record->type != dns::Type::mx) continue;
            if (estate.zones.names().text(record->target).empty()) continue;  // null MX (RFC 7505)
            std::string why = why_nowhere(estate, record->target);
            if (!why.empty()) problems.add(zone.file, fmt::format("line {}", record->line), why);
        }
}

}  // namespace mailsim::estate
