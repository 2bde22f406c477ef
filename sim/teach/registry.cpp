// The kinds of fault, in the order in which `faults` shows them. One line each.
#include "teach/faults/all.hpp"

namespace mailsim::teach {
namespace {

const FaultKind* const kinds[] = {
    &faults::outgoing_server_wrong,
    &faults::outgoing_port_wrong,
    &faults::outgoing_tls_wrong,
    &faults::incoming_server_wrong,
    &faults::incoming_port_wrong,
    &faults::incoming_tls_wrong,
    &faults::user_name_wrong,
    &faults::password_wrong,
    &faults::own_rule,
    &faults::message_too_large,
    &faults::sending_blocked,
    &faults::quota_full,
    &faults::no_such_mailbox,
    &faults::address_blocked,
    &faults::mx_wrong,
    &faults::mx_missing,
    &faults::dns_silent,
    &faults::antispam_not_set_up,
    &faults::blocked_at_antispam,
    &faults::held_as_spam,
    &faults::spf_refused,
    &faults::ssl_missing,
    &faults::server_off,
    &faults::gateway_off,
    &faults::gateway_listed,
    &faults::their_server_off,
    &faults::filed_by_recipient,
};

}  // namespace

std::span<const FaultKind* const> fault_kinds() { return kinds; }

const FaultKind* find_fault_kind(std::string_view id) {
    for (const FaultKind* kind : kinds)
        if (kind->id == id) return kind;
    return nullptr;
}

}  // namespace mailsim::teach
