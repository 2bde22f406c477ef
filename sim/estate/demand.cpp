#include "estate/demand.hpp"

namespace mailsim::estate {
namespace {

using base::Mark;
using namespace std::chrono_literals;

// Sources are sections of the measurement report of real daemons (Postfix 3.7, Dovecot 2.3, rspamd 3.4,
// 2026-11).
constexpr std::string_view postfix = "measured on Postfix 3.7, table 3.1 of the service-demand measurements";
constexpr std::string_view relay = "measured on Postfix 3.7, relay table by size (1 KB to 1 MB)";
constexpr std::string_view dovecot = "measured on Dovecot 2.3, reused processes (model A)";
constexpr std::string_view ours = "no measurement known; our assumption";

constexpr OperationRow rows[] = {
    {"smtp_session",
     {500us, 0us, 0, 0},
     "connect, EHLO and QUIT at the receiving server",
     postfix,
     Mark::measured},
    {"smtp_envelope",
     {948us, 0us, 0, 0},
     "first recipient accepted, queue file opened",
     postfix,
     Mark::measured},
    {"smtp_recipient", {78us, 0us, 0, 0}, "each further recipient", postfix, Mark::measured},
    {"smtp_refusal", {188us, 0us, 0, 0}, "a refused recipient", postfix, Mark::measured},
    {"smtp_content",
     {490us, 10us, 1, 2.2},
     "content received, queued and synced (queue file and log)",
     relay,
     Mark::derived},
    {"queue_pass",
     {340us, 0us, 0, 0},
     "queue manager and address rewriting, per message",
     postfix,
     Mark::measured},
    {"smtp_delivery", {740us, 1us, 0, 0}, "the sending side of a transfer", relay, Mark::derived},
    {"mailbox_delivery",
     {3040us, 18us, 3, 3.8},
     "LMTP client, delivery to a mailbox with its index files",
     "measured on Dovecot 2.3 LMTP at 10 KB and 100 KB, Postfix lmtp client",
     Mark::derived},
    {"bounce",
     {900us, 0us, 1, 2.2},
     "making a delivery status notification and queueing it",
     "cleanup and queue manager of one message, Postfix table 3.1",
     Mark::derived},
    {"tls_handshake",
     {2050us, 0us, 0, 0},
     "full TLS 1.3 handshake at the server, RSA-2048",
     postfix,
     Mark::measured},
    {"authentication",
     {836us, 0us, 0, 0},
     "AUTH PLAIN with a plain stored password",
     postfix,
     Mark::measured},
    {"content_scan",
     {3000us, 130us, 0, 0},
     "content scan by rspamd (2 KB to 1 MB, line through the means)",
     "measured on rspamd 3.4, table 4",
     Mark::derived},
    {"dns_query",
     {48us, 0us, 0, 0},
     "one query at the resolver",
     "measured on unbound 1.17, table 3.1",
     Mark::measured},
    {"pop3_session", {1410us, 0us, 0, 0}, "login, STAT and QUIT of an empty poll", dovecot, Mark::measured},
    {"pop3_message", {475us, 15us, 1, 0.2}, "RETR and DELE of one message", dovecot, Mark::derived},
    {"imap_session", {1440us, 0us, 0, 0}, "login, SELECT and LOGOUT", dovecot, Mark::measured},
    {"imap_message", {95us, 7us, 0, 0}, "FETCH of one message", dovecot, Mark::derived},
    {"imap_notice", {1037us, 0us, 0, 0}, "telling an idling client of new mail", dovecot, Mark::measured},
    {"webmail_session", {40ms, 0us, 0, 0}, "sign-in page and folder list of webmail", ours, Mark::proposal},
    {"webmail_request", {15ms, 2us, 0, 0}, "reading or sending one message in webmail", ours, Mark::proposal},
    {"mapi_session", {10ms, 0us, 0, 0}, "opening a MAPI session", ours, Mark::proposal},
    {"mapi_message", {5ms, 10us, 0, 0}, "synchronising one message over MAPI", ours, Mark::proposal},
    {"activesync_ping", {1ms, 0us, 0, 0}, "one ActiveSync heartbeat", ours, Mark::proposal},
    {"activesync_message",
     {4ms, 10us, 0, 0},
     "synchronising one message over ActiveSync",
     ours,
     Mark::proposal},
    {"proxy_session",
     {320us, 0us, 0, 0},
     "handing a client's connection on to the mailbox's server",
     "login process of a session, Dovecot 2.3, tables 1.1 and 2.1",
     Mark::measured},
    {"lmtp_delivery",
     {0us, 0us, 0, 0},
     "the sending side of a delivery into a mailbox, where it is measured apart from mailbox_delivery",
     "counted in mailbox_delivery",
     Mark::derived},
    {"process_start",
     {0us, 0us, 0, 0},
     "starting a process when no idle one is there",
     "counted in the measured operations; apart from them 10 ms were recorded, case 24",
     Mark::derived},
};
static_assert(sizeof(rows) / sizeof(rows[0]) == operation_count);

}  // namespace

std::span<const OperationRow, operation_count> operations() { return rows; }

Demands default_demands() {
    Demands demands;
    for (int i = 0; i < operation_count; ++i) demands[static_cast<std::size_t>(i)] = rows[i].demand;
    return demands;
}

}  // namespace mailsim::estate
