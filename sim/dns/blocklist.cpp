#include "dns/blocklist.hpp"

#include <algorithm>

namespace mailsim::dns {

std::string blocklist_name(const base::Ip& client, std::string_view zone) {
    std::string out = base::reverse_name(client);
    std::size_t suffix = out.rfind(client.is_v4() ? ".in-addr.arpa" : ".ip6.arpa");
    if (suffix == std::string::npos) return {};
    out.resize(suffix + 1);  // the dot stays
    return out.append(without_trailing_dot(zone));
}

bool is_listed(const Answer& address_answer) {
    return address_answer.status == Status::ok &&
           std::any_of(address_answer.records.begin(), address_answer.records.end(),
                       [](const Record& r) { return r.type == Type::a && r.address.is_loopback(); });
}

std::string blocklist_reason(const Answer& txt_answer) {
    if (txt_answer.status != Status::ok || txt_answer.records.empty()) return {};
    return txt_answer.records.front().text;
}

}  // namespace mailsim::dns
