// Every kind of fault that a drill can hide, and what their files share. To add one: a file here, its name
// below, its line in registry.cpp.
#pragma once
#include "base/ip.hpp"
#include "dns/blocklist.hpp"
#include "teach/fault_kind.hpp"

namespace mailsim::teach::faults {

extern const FaultKind outgoing_server_wrong, outgoing_port_wrong, outgoing_tls_wrong, incoming_server_wrong,
    incoming_port_wrong, incoming_tls_wrong, user_name_wrong, password_wrong, own_rule, message_too_large,
    sending_blocked, quota_full, no_such_mailbox, address_blocked, mx_wrong, mx_missing, dns_silent,
    antispam_not_set_up, blocked_at_antispam, held_as_spam, spf_refused, ssl_missing, server_off, gateway_off,
    gateway_listed, their_server_off, filed_by_recipient;

// What a wrong setting for sending, or for receiving, makes people complain of.
inline constexpr std::string_view sending_symptoms[] = {"cannot-send", "program-set-up"};
inline constexpr std::string_view receiving_symptoms[] = {"cannot-receive", "program-set-up"};
// "submit_port" -> where that setting of the account's program stands.
std::string program_setting(const Fault& fault, std::string_view key);

// What is wrong with a drill's "value"; "" when nothing.
std::string needs_value(const std::string& value);
std::string tls_mistake(const std::string& value);
std::string size_mistake(const std::string& value);

}  // namespace mailsim::teach::faults
