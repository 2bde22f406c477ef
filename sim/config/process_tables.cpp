// A node's processes, and how its receiving ones treat erring clients.
#include "config/tables.hpp"

namespace mailsim::config {
namespace {

using estate::ProcessLimits;
using estate::ServerSettings;

constexpr std::array<std::string_view, estate::process_count> memory_keys{
    "smtpd_memory", "smtp_memory", "local_memory", "pop3_memory", "imap_memory", "web_memory"};

}  // namespace

const Table<ProcessLimits>& process_table() {
    static const Table<ProcessLimits> table = [] {
        Table<ProcessLimits> t("How many processes of each kind may work at once.");
        constexpr std::string_view meanings[] = {
            "Sessions that receive mail.",      "Sessions that send mail.",
            "Deliveries into mailboxes.",       "POP3 sessions.",
            "IMAP connections, idle ones too.", "Webmail, MAPI and ActiveSync requests."};
        for (std::size_t i = 0; i < estate::process_names.size(); ++i)
            t.count(
                estate::process_names[i], [i](auto& limits) -> auto& { return limits.limit[i]; }, meanings[i],
                between(1, 1e6, "1 to 1000000"));
        t.source("Postfix default_process_limit 100");
        for (std::size_t i = 0; i < estate::process_names.size(); ++i)
            t.bytes(
                 memory_keys[i], [i](auto& limits) -> auto& { return limits.memory[i]; },
                 "Memory that one such process takes of its host; no more start than fit.")
                .source(i == 5 ? "no measurement known; our assumption"
                               : "measured on Postfix 3.7 and Dovecot 2.3");
        const Range positive = time_of_at_least(base::Duration{1}, "more than 0 s");
        t.count("listen_backlog", &ProcessLimits::listen_backlog,
                "Connections that wait in the kernel while all processes are busy, as listen(2) was told; "
                "one more is let in.",
                between(0, 1e6, "0 to 1000000"))
            .source("listen(2); Linux, sk_acceptq_is_full")
            .word("overflow", &ProcessLimits::overflow, estate::overflow_names,
                  "What happens to a connection when that queue is full. drop: its first packet is lost, and "
                  "the client tries again until it gives up; accept: the client believes it is connected and "
                  "waits for the greeting.")
            .source("Postfix SCHEDULER_README, two servers with a full queue")
            .duration("max_idle", &ProcessLimits::max_idle, "An idle process ends after this time.", positive)
            .source("Postfix max_idle")
            .count("max_use", &ProcessLimits::max_use, "A process ends after so many sessions or deliveries.",
                   between(1, 1e9, "1 to 1000000000"))
            .source("Postfix max_use");
        return t;
    }();
    return table;
}

const Table<ServerSettings>& server_table() {
    static const Table<ServerSettings> table = [] {
        const Range some = between(1, 1e6, "1 to 1000000");
        Table<ServerSettings> t("How the receiving processes treat a client that makes mistakes.");
        t.flag("stress", &ServerSettings::stress,
               "Whether the limits get tighter while all receiving processes are busy.")
            .source("Postfix STRESS_README")
            .count("soft_error_limit", &ServerSettings::soft_error_limit,
                   "From so many mistakes on, every answer waits for error_sleep.", some)
            .source("Postfix smtpd_soft_error_limit")
            .count("hard_error_limit", &ServerSettings::hard_error_limit,
                   "After so many mistakes the client is cut off.", some)
            .source("Postfix smtpd_hard_error_limit")
            .count("stress_hard_error_limit", &ServerSettings::stress_hard_error_limit,
                   "The same under stress.", some)
            .source("Postfix smtpd_hard_error_limit = ${stress?1}")
            .count("junk_limit", &ServerSettings::junk_limit,
                   "Commands that do nothing (NOOP, RSET) that are not counted as mistakes.", some)
            .source("Postfix smtpd_junk_command_limit")
            .count("stress_junk_limit", &ServerSettings::stress_junk_limit, "The same under stress.", some)
            .source("Postfix smtpd_junk_command_limit = ${stress?1}")
            .duration("error_sleep", &ServerSettings::error_sleep, "That wait.",
                      time_of_at_least(base::Duration{0}, "0 s or more"))
            .source("Postfix smtpd_error_sleep_time")
            .count("recipient_limit", &ServerSettings::recipient_limit,
                   "Recipients of one message; further ones are put off with 452.", some)
            .source("Postfix smtpd_recipient_limit")
            .duration("timeout", &ServerSettings::timeout,
                      "A client that says nothing for so long is cut off with 421.",
                      time_of_at_least(base::Duration{1}, "more than 0 s"))
            .source("Postfix smtpd_timeout")
            .duration("stress_timeout", &ServerSettings::stress_timeout, "The same under stress.",
                      time_of_at_least(base::Duration{1}, "more than 0 s"))
            .source("Postfix smtpd_timeout = ${stress?10}")
            .flag(
                "client_names", &ServerSettings::client_names,
                "Whether DNS is asked for the name of each client, and that name for its address, before the "
                "greeting. Postfix does; the shipped estates leave its time out, as their service demands "
                "were measured with it.")
            .source("Postfix smtpd_peername_lookup");
        return t;
    }();
    return table;
}

}  // namespace mailsim::config
