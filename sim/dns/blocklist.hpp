// Block lists in DNS (RFC 5782): the name to ask for an address, and what the answers mean.
// Not here: whether a listed client is refused.
#pragma once
#include <string>
#include <string_view>

#include "base/ip.hpp"
#include "dns/record.hpp"

namespace mailsim::dns {

// 10.77.9.13 on "bl.test" -> "13.9.77.10.bl.test" (RFC 5782 2.1); IPv6 by nibbles (2.4). "" for no address.
std::string blocklist_name(const base::Ip& client, std::string_view zone);

// An A record means listed; by convention it lies in 127.0.0.0/8, and others are ignored here (RFC 5782 2.1).
bool is_listed(const Answer& address_answer);

// The reason that the list gives in its TXT record, or "" (Postfix then ends its reply after the list's
// name).
std::string blocklist_reason(const Answer& txt_answer);

}  // namespace mailsim::dns
