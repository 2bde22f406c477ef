// Service demands: what one operation costs a node's host. Every default is a row of operations(), with its
// source.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/parameter.hpp"
#include "base/units.hpp"

namespace mailsim::estate {

enum class Operation : std::uint8_t {
    smtp_session,    // connect, EHLO, QUIT at the server
    smtp_envelope,   // first recipient accepted: opens a queue file
    smtp_recipient,  // each further recipient
    smtp_refusal,    // a refused recipient
    smtp_content,    // content accepted and queued
    queue_pass,      // queue manager and address rewriting, per message
    smtp_delivery,   // the sending side of a transfer
    mailbox_delivery,
    bounce,  // making a DSN
    tls_handshake,
    authentication,
    content_scan,
    dns_query,
    pop3_session,
    pop3_message,
    imap_session,
    imap_message,
    imap_notice,
    webmail_session,
    webmail_request,
    mapi_session,
    mapi_message,
    activesync_ping,
    activesync_message,
    proxy_session,  // handing a client's connection to the mailbox's server
    lmtp_delivery,  // the sending side of a delivery into a mailbox
    process_start,  // a process that has to be started first
};
inline constexpr int operation_count = 27;

struct Demand {
    base::Duration cpu{0};         // processor time at speed 1
    base::Duration cpu_per_kb{0};  // and per 1000 bytes of message
    double writes = 0;             // disk operations that take the disk's per-operation time
    double bytes_factor = 0;       // bytes moved on the disk per byte of message
    base::Duration cpu_for(base::Bytes size) const {
        return cpu + base::Duration{cpu_per_kb.count() * size.count / 1000};
    }
};

struct OperationRow {
    std::string_view name;  // the key in a node's "demands"
    Demand demand;
    std::string_view meaning;
    std::string_view source;
    base::Mark mark;
};

std::span<const OperationRow, operation_count> operations();

using Demands = std::array<Demand, operation_count>;
Demands default_demands();

}  // namespace mailsim::estate
