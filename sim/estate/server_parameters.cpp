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
    {"connect_timeout", "duration", "s", "30 s", "more than 0 s",
     "how long a node waits for a connection that it opens", "Postfix postconf(5), smtp_connect_timeout",
     Mark::verified},
    {"greeting_timeout", "duration", "s", "300 s", "more than 0 s",
     "how long it waits for the greeting once it is connected", "Postfix postconf(5), smtp_helo_timeout",
     Mark::verified},
    {"shares", "text", "", "processes", "processes or kinds",
     "how a host's processors are shared: equally among all processes, or equally among the kinds of process "
     "of each node, as with one control group for each kind",
     "Linux control groups; the recorded machine measured each kind in a group of its own", Mark::derived},
};

}  // namespace

std::span<const base::Parameter> server_parameters() { return rows; }

}  // namespace mailsim::estate
