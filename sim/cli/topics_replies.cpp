// Topics for what servers answer: reply codes (RFC 5321 4.2) and enhanced codes (RFC 3463 and its
// successors).
#include "cli/topics.hpp"

namespace mailsim::cli {
namespace {

struct Code {
    std::string_view name, source, text;
};

constexpr std::string_view smtp = "RFC 5321 4.2.3", codes = "RFC 3463";

constexpr Code replies[] = {
    {"220", smtp, "The server is ready: its greeting, or the go-ahead for STARTTLS."},
    {"221", smtp, "The server closes the connection after QUIT."},
    {"235", "RFC 4954 6", "The client has signed in."},
    {"250", smtp, "Done. After the content: the server has taken the message over and answers for it."},
    {"251", smtp, "The user is not local; the server forwards."},
    {"252", smtp, "The server cannot verify the user but takes the message and tries."},
    {"334", "RFC 4954 4", "The server waits for the next word of the sign-in."},
    {"354", smtp, "The server waits for the content, ended by a line with a single dot."},
    {"421", smtp, "The server is not available and closes the connection; the client tries again later."},
    {"450", smtp,
     "Not taken now: the mailbox is busy or blocked for a policy reason; the client tries again."},
    {"451", smtp, "Not taken now: an error in processing; the client tries again."},
    {"452", smtp, "Not taken now: not enough room; the client tries again."},
    {"454", "RFC 4954 6, RFC 3207 4", "Not now: sign-in, relaying or TLS does not work for the moment."},
    {"500", smtp, "A command that the server does not know."},
    {"501", smtp, "A mistake in a command's parameters."},
    {"502", smtp, "A command that the server knows but does not carry out."},
    {"503", smtp, "A command at the wrong place: RCPT before MAIL, DATA before RCPT."},
    {"530", "RFC 4954 6", "Sign in (or begin TLS) first."},
    {"535", "RFC 4954 6", "User name or password is wrong."},
    {"550", smtp, "Refused for good: no such mailbox, or a policy of the server."},
    {"552", smtp, "Refused for good: more room than the mailbox or the server's limit allows."},
    {"553", smtp, "Refused for good: a mailbox name that is not allowed."},
    {"554", smtp, "Refused for good: the transaction failed; as a greeting: no service for this client."},
    {"556", "RFC 7504 2", "The domain takes no mail."},
};

constexpr Code enhanced[] = {
    {"2.0.0", codes, "Success, nothing more to say."},
    {"2.1.0", codes, "The sender's address is fine."},
    {"2.1.5", codes, "The recipient's address is fine."},
    {"2.7.0", "RFC 4954 6", "Signed in."},
    {"4.2.1", codes, "The mailbox takes no messages for the moment."},
    {"4.2.2", codes, "The mailbox is full for the moment; tried again later."},
    {"4.4.1", codes, "No answer from the host."},
    {"4.4.2", codes, "The connection was lost."},
    {"4.4.3", codes, "The directory (DNS) does not answer."},
    {"4.7.0", codes, "A policy of the server refuses for now."},
    {"4.7.1", codes, "Delivery not authorised for now."},
    {"5.1.1", codes, "There is no such mailbox."},
    {"5.1.2", codes, "There is no such mail system: the domain is wrong."},
    {"5.1.10", "RFC 7505 4.2", "The domain says by a null MX that it takes no mail."},
    {"5.2.2", codes, "The mailbox is full."},
    {"5.3.4", codes, "The message is larger than this server takes."},
    {"5.4.0", codes, "The network or the routing is at fault, nothing more precise is known."},
    {"5.4.4", codes, "No way leads to the recipient's host."},
    {"5.4.6", codes, "The message goes round in a loop."},
    {"5.7.1", codes, "Delivery not authorised: a policy of the server refuses the message."},
    {"5.7.8", "RFC 4954 6", "User name or password is wrong."},
};

template <std::size_t n>
void add(Topics& topics, const Code (&rows)[n], std::string_view kind) {
    for (const Code& row : rows)
        topics.push_back({std::string(row.name), "", "", std::string(row.source), base::Mark::verified,
                          std::string(kind), std::string(row.text)});
}

}  // namespace

void add_replies(Topics& topics) {
    add(topics, replies, "reply code");
    add(topics, enhanced, "enhanced code");
}

}  // namespace mailsim::cli
