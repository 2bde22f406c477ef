// Topics that are words: the general steps, roles, client kinds, protocols, outcomes, marks.
#include <fmt/format.h>

#include "cli/topics.hpp"

namespace mailsim::cli {
namespace {

struct Word {
    std::string_view name, text;
};

constexpr Word steps[] = {
    {"A",
     "Compose and submit: the person's program hands the message to the server in its settings (SMTP "
     "submission, MAPI, "
     "ActiveSync, webmail); for mail from elsewhere, which server sends it."},
    {"B", "Outgoing rules and policies: what the sender's server asks of a message that a person submits."},
    {"C", "Is it an internal mailbox? The sender's server looks whether the recipient's mailbox is its own."},
    {"D", "Deliver to the mailbox on the sender's own server; no other server is involved."},
    {"E",
     "MX query: which servers take mail for the recipient's domain; asked of DNS when not in memory or too "
     "old."},
    {"F", "Send to the receiver's server: port 25 or 2525, 465 with TLS from the start, 587 with STARTTLS."},
    {"G", "The receiver checks SPF: may the sending address send for the sender's domain?"},
    {"H", "Incoming rules and policies: what a server asks of mail that another server brings."},
    {"I", "Is the mailbox valid? Whether such a recipient exists here."},
    {"J", "Deliver to the mailbox on the recipient's server; its quota is looked at here."},
    {"K", "The recipient's client keeps its connection and fetches (IMAP, POP3, webmail)."},
    {"L", "The client's own rules: the recipient's program may move a message out of the inbox."},
};

constexpr Word roles[] = {
    {"antispam",
     "Stands before the mailing servers of customers who bought it: their MX points here; it scans and "
     "forwards."},
    {"front-end",
     "MX of the Nmail domains: hands incoming mail to the domain's backend, outgoing mail to a gateway, and "
     "a "
     "client's connection to the mailbox's server."},
    {"backend", "Holds the mailboxes of Nmail domains."},
    {"mail-server", "A server with mailboxes of its own behind an antispam tier."},
    {"standalone", "A hosting server that is everything for its domains: MX, mailboxes, webmail."},
    {"gateway", "Sends to the Internet: asks for MX records and delivers on port 25."},
    {"relay", "Takes mail and hands it on; holds no mailboxes."},
    {"dns", "Answers MX and address queries, and remembers answers for their time to live."},
    {"peer",
     "A mail server of another provider on the Internet. As a client kind: such a server sends the message."},
};

constexpr Word clients[] = {
    {"outlook", "A mail program over IMAP, which keeps mail on the server; it sends by SMTP submission."},
    {"outlook-pop3", "A mail program over POP3, which downloads and, unless told otherwise, deletes."},
    {"outlook-mapi", "Outlook over MAPI: a session kind with its cost, no wire protocol."},
    {"webmail", "A browser: mail is read and sent on the server."},
    {"phone", "A phone over ActiveSync: a session kind with its cost, no wire protocol."},
};

constexpr Word outcomes[] = {
    {"delivered", "The message is in a mailbox of the estate, or a peer took it for its own mailbox."},
    {"rejected",
     "Refused before any server took the message over: who sends still has it, and sees the refusal."},
    {"bounced",
     "Refused for good after a server had taken the message: its sender gets a notification (DSN)."},
    {"deferred", "Refused for now, or nobody answers: the message waits in a queue and is tried again."},
    {"discarded", "Dropped on purpose, or a notification that could not be delivered: nobody is told."},
    {"quarantined", "Accepted but held back for a person to look at."},
};

// What a way on paper names as the rule where no rule of a node decided.
constexpr Word ways[] = {
    {"listener_tls",
     "A submission port with STARTTLS takes neither a password nor mail before TLS has begun: 530 5.7.0 Must "
     "issue a "
     "STARTTLS command first."},
    {"client_settings",
     "The server name, port and TLS mode in the person's mail program decide where it connects."},
    {"client_rules", "The recipient's own mail program moves the message (step L)."},
    {"sender_domain",
     "Mail from outside is sent by the server of the sender's domain, or by the peer that stands for all "
     "others."},
    {"outsiders", "The peer that stands for every provider not named in the topology."},
    {"to_home",
     "A listener that hands the client's connection to the server that holds the account's mailbox."},
    {"transport",
     "Where a node sends mail on: its transports are asked in order, the first that matches the recipient "
     "decides (a mailbox here, the mailbox's home, named nodes, or the MX of the domain)."},
    {"mx",
     "The mail exchangers of a domain, chosen by RFC 5321 5.1: lowest preference first, equals in random "
     "order, an "
     "address record when there is no MX, nobody when it is a null MX (RFC 7505)."},
    {"connection", "Nobody answers at the next hop; the message waits and is tried again."},
    {"loop", "The message went round through more nodes than any real way has."},
    {"mailbox", "The mailbox itself: the message is put into it, or it does not exist."},
};

constexpr Word protocols[] = {
    {"smtp", "Between servers: port 25."},
    {"submission", "From a person's program to its server: SMTP on port 587 or 465, signed in."},
    {"lmtp", "SMTP's small sister: hands mail to a mailbox service (RFC 2033)."},
    {"pop3", "Fetches mail and, unless told otherwise, deletes it on the server (RFC 1939)."},
    {"imap", "Works with mail that stays on the server (RFC 9051)."},
    {"mapi", "Outlook's own way to its server: here a session kind with its cost."},
    {"activesync", "A phone's way to its server: here a session kind with its cost."},
};

constexpr Word flows[] = {
    {"out-nmail", "Outgoing mail of Nmail: backend, front-end, gateway, MX query, the recipient's server."},
    {"out-hosting",
     "Outgoing mail of general hosting: the hosting server, its gateway, MX query, the "
     "recipient's server."},
    {"out-nayatel", "Outgoing mail of nayatel.com: its server, gateway, MX query, the recipient's server."},
    {"in-nmail", "Incoming mail of Nmail: MX, front-end, the domain's backend."},
    {"in-hosting", "Incoming mail of general hosting: MX, the hosting server itself."},
    {"in-antispam", "Incoming mail with antispam: MX, mta1 or mta2, the domain's mailing server."},
    {"in-nayatel", "Incoming mail of nayatel.com: MX, antispam, its server."},
    {"same-domain", "Both mailboxes on the same server: delivered there, no MX query, no gateway."},
    {"between", "Between two domains of the estate."},
};

constexpr Word spf_results[] = {
    {"pass", "The SPF record allows the sending address."},
    {"fail", "The SPF record forbids the sending address (-all)."},
    {"softfail", "The SPF record says that the sending address is probably not allowed (~all)."},
    {"neutral", "The SPF record says nothing about the sending address (?all)."},
    {"none", "There is no SPF record. As a mode of TLS: no encryption."},
    {"temperror", "DNS gave no answer for now."},
    {"permerror", "The SPF record cannot be read."},
};

constexpr Word records[] = {
    {"MX", "Which servers take mail for a domain, with their preference (RFC 1035)."},
    {"AAAA", "The IPv6 address of a name (RFC 3596)."},
    {"CNAME", "Another name for a name (RFC 1035)."},
    {"NS", "Which servers answer for a domain (RFC 1035)."},
    {"PTR", "The name of an address (RFC 1035)."},
    {"TXT", "Text of a domain; SPF stands there (RFC 7208)."},
};

constexpr Word modes[] = {
    {"starttls", "TLS that begins inside a plain connection (RFC 3207), used when both ends can."},
    {"implicit", "TLS from the first byte, as on ports 465, 993 and 995 (RFC 8314)."},
};

template <std::size_t n>
void add(Topics& topics, const Word (&words)[n], std::string_view kind, std::string_view source) {
    for (const Word& word : words)
        topics.push_back({std::string(word.name), "", "", std::string(source), base::Mark::verified,
                          std::string(kind), std::string(word.text)});
}

}  // namespace

void add_words(Topics& topics) {
    add(topics, steps, "step", "document 001, the general steps");
    add(topics, roles, "role", "document 000, the estate");
    add(topics, clients, "client kind", "documents 000 and 001");
    add(topics, outcomes, "outcome", "the words of the command line");
    add(topics, ways, "what decides on a way", "documents 000 and 001");
    add(topics, protocols, "protocol", "documents 001 and 003; the RFC it names");
    add(topics, flows, "flow", "document 000");
    add(topics, records, "DNS record", "the RFC it names");
    add(topics, spf_results, "result of SPF", "RFC 7208 2.6");
    add(topics, modes, "TLS mode", "the RFC it names");
}

std::string_view meaning(base::Mark mark) {
    switch (mark) {
        case base::Mark::verified: return "verified: read in the named source";
        case base::Mark::derived: return "derived: arithmetic from verified figures";
        case base::Mark::background: return "background: general knowledge, not confirmed in a source";
        case base::Mark::proposal: return "proposal: our assumption";
        case base::Mark::measured: return "measured on real software";
    }
    return "";
}

Topics all_topics() {
    Topics topics;
    add_rules(topics);
    add_operations(topics);
    add_parameters(topics);
    add_words(topics);
    add_replies(topics);
    add_study(topics);
    add_log_fields(topics);
    add_faults(topics);
    add_fields(topics);
    add_keys(topics);
    for (Topic& topic : topics)  // the rows' meanings begin small, a text for people does not
        if (char& first = topic.text[0]; first >= 'a' && first <= 'z')
            first = static_cast<char>(first - 'a' + 'A');
    return topics;
}

}  // namespace mailsim::cli
