#include "estate/parameters.hpp"

#include <algorithm>
#include <cassert>

namespace mailsim::estate {
namespace {

using base::Mark;

constexpr base::Parameter rows[] = {
    {"sent_per_day", "number", "messages", "2.5", "0 to 1000000",
     "Messages that a mailbox sends on a working day.",
     "SPECmail2001: 200 users a message a minute, 0.3 in the busy hour, at 12 % of the day", Mark::derived},
    {"received_per_day", "number", "messages", "6", "0 to 1000000",
     "Wanted messages that a mailbox gets from the Internet on a working day.",
     "no figure for a provider; ratio 30 sent to 75 received of Exchange users, 2003, internal mail taken "
     "off",
     Mark::proposal},
    {"spam_share", "share", "%", "45 %", "0 % to 100 %", "Share of spam in what the Internet offers.",
     "Kaspersky: 44.99 % of mail, taken as 2025", Mark::verified},
    {"internal_share", "share", "%", "50 %", "0 % to 100 %",
     "Share of the sent messages that go to a mailbox of this estate.", "Gustavus 2007: 50 % on a campus",
     Mark::verified},
    {"same_domain_share", "share", "%", "60 %", "0 % to 100 %",
     "Share of the internal messages that stay in the sender's own domain.",
     "no figure known; our assumption", Mark::proposal},
    {"day", "text", "", "business", "business, home or flat",
     "How the mail spreads over the day and the week.", "no solid public curve found; our assumption",
     Mark::proposal},
    {"sizes", "text", "", "modern", "measured-2002, modern or constant", "How large the messages are.",
     "shape: Shah and Noble, Gomes; values are our proposal", Mark::proposal},
    {"poll_interval", "duration", "min", "10 min", "at least 1 s", "Time between two POP3 polls of a client.",
     "no figure known; Outlook's usual choices are 5 to 30 minutes", Mark::background},
    {"leave_on_server", "share", "%", "10 %", "0 % to 100 %",
     "Share of the POP3 users who keep their mail on the server.", "no figure known; our assumption",
     Mark::proposal},
    {"imap_session", "duration", "h", "4 h", "at least 1 s", "Mean length of an IMAP connection.",
     "no figure known; our assumption", Mark::proposal},
    {"webmail_session", "duration", "min", "12 min", "at least 1 s", "Mean length of a webmail session.",
     "no figure known; our assumption", Mark::proposal},
    {"webmail_sessions_per_day", "number", "sessions", "3", "0 to 1000000",
     "Webmail sessions of a webmail user on a working day.", "no figure known; our assumption",
     Mark::proposal},
    {"heartbeat", "duration", "min", "15 min", "at least 1 s", "Time between two heartbeats of ActiveSync.",
     "Exchange ActiveSync's usual 15 minutes", Mark::background},
};

}  // namespace

std::span<const base::Parameter> profile_parameters() { return rows; }

const base::Parameter& profile_parameter(std::string_view name) {
    auto row = std::find_if(std::begin(rows), std::end(rows),
                            [&](const base::Parameter& r) { return r.name == name; });
    assert(row != std::end(rows));
    return *row;
}

}  // namespace mailsim::estate
