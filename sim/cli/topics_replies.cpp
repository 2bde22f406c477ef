// Topics for what servers answer: reply codes (RFC 5321 4.2) and enhanced codes (RFC 3463 and its
// successors).
#include "cli/topics.hpp"
#include "mail/reply.hpp"

namespace mailsim::cli {
namespace {

struct Code {
    std::string_view name, source, text;
};

constexpr std::string_view smtp = "RFC 5321 4.2.3", codes = "RFC 3463";

constexpr Code replies[] = {
    {"211", smtp, "The server's state or help."},
    {"214", smtp, "Help for people."},
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
    {"455", smtp, "The server cannot use the parameters for the moment."},
    {"459", "Postfix", "The server does not start sending its queue on request (ETRN)."},
    {"500", smtp, "A command that the server does not know."},
    {"501", smtp, "A mistake in a command's parameters."},
    {"502", smtp, "A command that the server knows but does not carry out."},
    {"503", smtp, "A command at the wrong place: RCPT before MAIL, DATA before RCPT."},
    {"504", smtp, "A parameter that the server does not carry out."},
    {"521", "RFC 7504 2", "This host takes no mail; or, from Postfix, a command that ends the session."},
    {"530", "RFC 4954 6", "Sign in (or begin TLS) first."},
    {"535", "RFC 4954 6", "User name or password is wrong."},
    {"550", smtp, "Refused for good: no such mailbox, or a policy of the server."},
    {"551", smtp, "The user is not here; the server does not forward."},
    {"552", smtp, "Refused for good: more room than the mailbox or the server's limit allows."},
    {"553", smtp, "Refused for good: a mailbox name that is not allowed."},
    {"554", smtp, "Refused for good: the transaction failed; as a greeting: no service for this client."},
    {"555", smtp, "MAIL or RCPT with parameters that the server does not know."},
    {"556", "RFC 7504 2", "The domain takes no mail."},
};

constexpr Code enhanced[] = {
    {"2.0.0", codes, "Success, nothing more to say."},
    {"2.1.0", codes, "The sender's address is fine."},
    {"2.1.5", codes, "The recipient's address is fine."},
    {"2.7.0", "RFC 4954 6", "Signed in."},
    {"2.3.3", codes, "Help for a system feature: nothing went wrong."},
    {"4.2.0", codes, "The mailbox cannot be written for now; servers use it for greylisting too."},
    {"4.2.1", codes, "The mailbox takes no messages for the moment."},
    {"4.2.2", codes, "The mailbox is full for the moment; tried again later."},
    {"4.3.0", codes, "The mail system has a problem of its own for now."},
    {"4.3.1", codes, "The mail system's disk is full for now."},
    {"4.3.2", codes, "The mail system takes no messages for now."},
    {"4.4.1", codes, "No answer from the host."},
    {"4.4.2", codes, "The connection was lost."},
    {"4.4.3", codes, "The directory (DNS) does not answer."},
    {"4.4.4", codes, "No way to the recipient's host can be found for now."},
    {"4.5.3", codes, "Too many recipients at once: send to the others later."},
    {"4.7.0", codes, "A policy of the server refuses for now."},
    {"4.7.1", codes, "Delivery not authorised for now."},
    {"4.7.4", codes, "A security feature that is needed is not supported."},
    {"4.7.5", codes, "A cryptographic check failed for now."},
    {"4.7.24", "RFC 7372 3", "The SPF check itself could not be carried out for now."},
    {"5.0.0", codes, "Refused for good, nothing more precise is known."},
    {"5.1.0", codes, "Something about the address is wrong."},
    {"5.1.1", codes, "There is no such mailbox."},
    {"5.1.2", codes, "There is no such mail system: the domain is wrong."},
    {"5.1.3", codes, "The recipient's address is not written as an address."},
    {"5.1.7", codes, "The sender's address is not written as an address."},
    {"5.1.10", "RFC 7505 4.2", "The domain says by a null MX that it takes no mail."},
    {"5.2.2", codes, "The mailbox is full."},
    {"5.3.4", codes, "The message is larger than this server takes."},
    {"5.4.0", codes, "The network or the routing is at fault, nothing more precise is known."},
    {"5.4.4", codes, "No way leads to the recipient's host."},
    {"5.4.6", codes, "The message goes round in a loop."},
    {"5.5.0", codes, "The two servers did not understand each other."},
    {"5.5.1", codes, "A command at the wrong place, or one that is unknown."},
    {"5.5.2", codes, "A command whose syntax is wrong."},
    {"5.5.4", codes, "A command with parameters that are wrong."},
    {"5.5.6", "RFC 4954 6", "A line of the sign-in is too long."},
    {"5.6.7", "RFC 6531 3.7.4", "An address in other letters than ASCII, and this server cannot take it."},
    {"5.7.0", codes, "A policy of the server refuses: sign in or begin TLS first."},
    {"5.7.1", codes, "Delivery not authorised: a policy of the server refuses the message."},
    {"5.7.8", "RFC 4954 6", "User name or password is wrong."},
    {"5.7.23", "RFC 7372 3", "The SPF record of the sender's domain does not allow the sending address."},
    {"5.7.24", "RFC 7372 3", "The SPF record of the sender's domain is wrong."},
};

// RFC 3463: what the first and the second number say.
std::string composed_enhanced(std::string_view code) {
    constexpr std::string_view subjects[] = {"nothing more precise", "the address",
                                             "the mailbox",          "the mail system",
                                             "network and routing",  "the conversation of the servers",
                                             "the content",          "security or policy"};
    auto subject = static_cast<std::size_t>(code[2] - '0');
    std::string_view when = code[0] == '2'   ? "It went well"
                            : code[0] == '4' ? "Not now; it is tried again"
                                             : "Refused for good";
    return std::string(when) + ". It is about: " +
           std::string(subject < 8 ? subjects[subject] : "something of the server's own") + ".";
}

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

std::optional<Topic> composed_code(std::string_view name) {
    if (mail::parse_enhanced(name).class_ == 0 || name.size() < 5 || name[1] != '.') return std::nullopt;
    return Topic{std::string(name),      "", "", std::string(codes), base::Mark::derived, "enhanced code",
                 composed_enhanced(name)};
}

}  // namespace mailsim::cli
