#include "estate/server_parameters.hpp"

namespace mailsim::estate {
namespace {

using base::Mark;

constexpr base::Parameter rows[] = {
    {"listen_backlog", "count", "connections", "100", "0 to 1000000",
     "connections that wait in the kernel while all processes are busy, as listen(2) was told; Linux lets "
     "one "
     "more wait",
     "Postfix: default_process_limit is its backlog; Linux, sk_acceptq_is_full", Mark::verified},
    {"overflow", "text", "", "drop", "drop or accept",
     "what happens to a connection when that queue is full: its first packet is lost, and sent again after "
     "1, "
     "2, 4 ... s until the client gives up; or the client believes it is connected and waits for the "
     "greeting",
     "Postfix SCHEDULER_README, first and second table", Mark::verified},
    {"max_idle", "duration", "s", "100 s", "more than 0 s",
     "an idle process ends after this time; the next one has to be started", "Postfix postconf(5)",
     Mark::verified},
    {"max_use", "count", "", "100", "at least 1", "a process ends after so many sessions or deliveries",
     "Postfix postconf(5)", Mark::verified},
    {"soft_error_limit", "count", "", "10", "at least 1",
     "from so many mistakes of a client on, every answer waits for error_sleep",
     "Postfix postconf(5), smtpd_soft_error_limit", Mark::verified},
    {"hard_error_limit", "count", "", "20", "at least 1",
     "after so many mistakes the client is cut off with 421", "Postfix postconf(5), smtpd_hard_error_limit",
     Mark::verified},
    {"stress_hard_error_limit", "count", "", "1", "at least 1",
     "the same while all receiving processes are busy, and 1000 s longer", "Postfix STRESS_README",
     Mark::verified},
    {"junk_limit", "count", "", "100", "at least 1",
     "commands that do nothing (NOOP, RSET) that are not counted as mistakes",
     "Postfix postconf(5), smtpd_junk_command_limit", Mark::verified},
    {"stress_junk_limit", "count", "", "1", "at least 1", "the same under stress", "Postfix STRESS_README",
     Mark::verified},
    {"error_sleep", "duration", "s", "1 s", "at least 0 s", "how long an answer to an erring client waits",
     "Postfix postconf(5), smtpd_error_sleep_time", Mark::verified},
    {"recipient_limit", "count", "", "1000", "at least 1",
     "recipients of one message; further ones are put off with 452",
     "Postfix postconf(5), smtpd_recipient_limit", Mark::verified},
    {"stress", "flag", "", "true", "true or false",
     "whether the limits get tighter while all receiving processes are busy", "Postfix STRESS_README",
     Mark::verified},
    {"timeout", "duration", "s", "300 s", "more than 0 s",
     "a client that says nothing for so long is cut off with 421 4.4.2", "Postfix postconf(5), smtpd_timeout",
     Mark::verified},
    {"stress_timeout", "duration", "s", "10 s", "more than 0 s", "the same under stress",
     "Postfix STRESS_README, smtpd_timeout", Mark::verified},
    {"client_names", "flag", "", "false", "true or false",
     "whether DNS is asked for the name of each client before the greeting (Postfix: yes)",
     "Postfix postconf(5), smtpd_peername_lookup; off, as measured service demands hold its work",
     Mark::proposal},
    {"connect_timeout", "duration", "s", "30 s", "more than 0 s",
     "how long a node waits for a connection that it opens", "Postfix postconf(5), smtp_connect_timeout",
     Mark::verified},
    {"greeting_timeout", "duration", "s", "300 s", "more than 0 s",
     "how long it waits for the greeting once it is connected", "Postfix postconf(5), smtp_helo_timeout",
     Mark::verified},
    {"mx_address_limit", "count", "", "5", "at least 0; 0 for no limit",
     "addresses of the next hop that one delivery tries", "Postfix postconf(5), smtp_mx_address_limit",
     Mark::verified},
    {"mx_session_limit", "count", "", "2", "at least 0; 0 for no limit",
     "servers that one delivery gives the message to before what they put off waits",
     "Postfix postconf(5), smtp_mx_session_limit", Mark::verified},
    {"skip_5xx_greeting", "flag", "", "true", "true or false",
     "whether a server that greets with 5xx is passed over, else mail for it is returned",
     "Postfix postconf(5), smtp_skip_5xx_greeting", Mark::verified},
    {"shares", "text", "", "processes", "processes or kinds",
     "how a host's processors are shared: equally among all processes, or equally among the kinds of process "
     "of each node, as with one control group for each kind",
     "Linux control groups; the recorded machine measured each kind in a group of its own", Mark::derived},
};

}  // namespace

std::span<const base::Parameter> server_parameters() { return rows; }

std::span<const base::Parameter> transport_parameters() {
    static constexpr base::Parameter transport_rows[] = {
        {"initial_concurrency", "count", "deliveries", "0", "at least 0",
         "deliveries at once to one destination of this transport to begin with; 0: as the node's queue says",
         "Postfix postconf(5), transport_initial_destination_concurrency", Mark::verified},
        {"concurrency_limit", "count", "deliveries", "0", "at least 0",
         "most deliveries at once to one destination of this transport; 0: as the node's queue says",
         "Postfix postconf(5), transport_destination_concurrency_limit", Mark::verified},
        {"recipients_per_delivery", "count", "recipients", "0", "at least 0",
         "recipients of one delivery of this transport; 0: as the node's queue says",
         "Postfix postconf(5), transport_destination_recipient_limit", Mark::verified},
        {"process_limit", "count", "processes", "0", "at least 0",
         "processes of this transport alone; 0: it shares those of the node", "Postfix master(5), maxproc",
         Mark::verified},
    };
    return transport_rows;
}

}  // namespace mailsim::estate
