#include "scenario/objective.hpp"

namespace mailsim::scenario {

const std::vector<MetricRow>& metrics() {
    static const std::vector<MetricRow> rows{
        {"smtp_connect", "share", "SMTP connections greeted within the time", true},
        {"smtp_data", "share", "messages accepted after their content within the time", true},
        {"pop_connect", "share", "POP3 connections greeted within the time", true},
        {"pop_status", "share", "POP3 STAT answered within the time", true},
        {"pop_retrieve", "share", "POP3 RETR answered within the time", true},
        {"pop_delete", "share", "POP3 DELE answered within the time", true},
        {"delivery", "share", "incoming and internal mail in the mailbox within the time", true},
        {"outgoing", "share", "outgoing mail taken by its peer within the time", true},
        {"error_rate", "share", "sessions failed for lack of resources; refusals by policy are not errors",
         false},
        {"delay_mean", "s", "mean delay of delivered mail", false},
        {"delay_p50", "s", "median delay of delivered mail", false},
        {"delay_p95", "s", "95th percentile of the delay of delivered mail", false},
        {"delay_p99", "s", "99th percentile of the delay of delivered mail", false},
        {"queued", "recipients", "recipients in queues at the end", false},
        {"bounced", "recipients", "recipients given up with a notification", false},
    };
    return rows;
}

std::vector<Objective> specmail2001() {
    using enum Objective::Direction;
    std::vector<Objective> all;
    for (const char* function :
         {"smtp_connect", "smtp_data", "pop_connect", "pop_status", "pop_retrieve", "pop_delete"})
        all.push_back({std::string(function) + " within 5 s", function, 5, at_least, 0.95, "share", ""});
    all.push_back({"delivery within 60 s", "delivery", 60, at_least, 0.95, "share", ""});
    all.push_back({"error rate", "error_rate", 0, at_most, 0.01, "share", ""});
    return all;
}

}  // namespace mailsim::scenario
