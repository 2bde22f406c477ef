// Topics for the fields of --json documents and the columns of results.sqlite. A list; what they hold is made
// in the room `report` and in `observe`.
#include "cli/topics.hpp"

namespace mailsim::cli {
namespace {

struct Field {
    std::string_view name, text;
};

constexpr Field fields[] = {
    {"about", "Of a notification: the number of the message that it is about."},
    {"accepted", "Recipients for which a server of the estate has taken responsibility."},
    {"after", "What happens in the second estate: outcome and route."},
    {"answer", "What came back: a rule's yes or no, DNS records."},
    {"arrived", "When the message entered this server's queue, in seconds from the start."},
    {"at_least", "Percentiles that were never reached: the value is given from below."},
    {"attempts", "How often a delivery was tried."},
    {"became", "Where an alias or forwarder led the recipient; null when nothing did."},
    {"before", "What happens in the first estate: outcome and route."},
    {"censored", "Recipients still waiting at the end: they count as later than their age."},
    {"changed", "The kinds of message whose outcome or route differs."},
    {"check_next", "What support should look at next."},
    {"code", "The reply code: 2xx yes, 4xx not now, 5xx no."},
    {"complete", "Whether the run got to its end; false after an interrupt."},
    {"created", "Recipients that the estate made itself: notifications, copies of aliases and archives."},
    {"decided_by", "The node and the rule that decided the outcome."},
    {"delay", "Seconds from first submission to the mailbox, or to the other provider's yes."},
    {"delay_by", "The same by kind of mail: internal, incoming, outgoing, dsn, spam."},
    {"dialogue", "The lines that were said, each with its instant and who said it (C client, S server)."},
    {"ended", "How far the run was taken, in seconds."},
    {"enhanced", "The enhanced code, like 5.1.1: mailsim explain 5.1.1."},
    {"expected", "The outcome that the topology's file promises."},
    {"finished", "When the recipient came to its end, in seconds from the start."},
    {"handed_on", "Recipients that a server gave to the next one."},
    {"hops", "The servers that had the message, one after the other."},
    {"incoming", "Mail from elsewhere to a mailbox of the estate."},
    {"internal", "Mail between two mailboxes of the estate."},
    {"outgoing", "Mail from the estate to elsewhere."},
    {"ledger", "The books of the run: every recipient is in exactly one of them at the end."},
    {"left", "When this server had got rid of the message."},
    {"lines", "The lines that were said or asked: C client, S server, ? question to DNS, ! its answer."},
    {"looks", "How many commands of a drill were used to look around."},
    {"made_of", "The address of which an alias or forwarder made this recipient; null when it was sent."},
    {"message", "The number of a message; several recipients may have the same."},
    {"messages", "What was sent, notifications among it."},
    {"met", "Whether the objective was met."},
    {"next", "The server to which it goes from here."},
    {"node", "A server of the estate, or another provider's, by its id."},
    {"notification", "Whether it is a notification (DSN) itself."},
    {"objectives", "What the scenario asks of the run, and whether it was met."},
    {"offered", "Recipients that the edge of the estate gave an answer to."},
    {"outcome",
     "What became of a recipient: delivered, rejected, bounced, deferred, discarded, quarantined."},
    {"part", "The place of a recipient in its message."},
    {"problems", "The mistakes in the input, each with file, pointer and message."},
    {"pointer", "Where in a file: a JSON pointer (RFC 6901)."},
    {"question", "What a rule asks, or what DNS is asked."},
    {"queue_wait", "Seconds in a queue with no attempt under way."},
    {"queued", "Recipients that still wait in a queue."},
    {"recipient_id", "The number of a recipient: the row in results.sqlite."},
    {"reply", "The server's answer: code, enhanced code and words."},
    {"route", "The ids of the servers, in order."},
    {"rule", "The rule that decided, by its name: mailsim explain NAME."},
    {"score", "Points of a drill, of 100."},
    {"sender_sees", "What the sender of the message sees."},
    {"simulated_seconds", "How long the simulated time was."},
    {"sessions", "Connections that are open at a server."},
    {"stands_at", "Where in the estate's file the rule stands: a JSON pointer."},
    {"step", "The general step, A to L: mailsim explain A."},
    {"steps", "What happened to the message, in the order of time."},
    {"stopped", "Whether the message does not go on from here, or not now."},
    {"submitted", "When the message was first submitted, in seconds from the start."},
    {"support_sees", "What support sees, and where."},
    {"t", "Seconds from the start."},
    {"throughput", "Recipients that leave a server in a second."},
    {"utilisation", "The share of time in which something is in use."},
    {"waited", "Seconds of waiting until it was its turn."},
    {"waits", "What the message waited for: processor, disk, process place, the next try."},
    {"wall_seconds", "How long the run took on this machine."},
    {"what", "What happens, in words."},
    {"why", "The rule and its place in the estate."},
    {"worked", "Seconds of work itself, without waiting."},
};

}  // namespace

void add_fields(Topics& topics) {
    for (const Field& field : fields)
        topics.push_back({std::string(field.name), "", "", "the words of the command line",
                          base::Mark::verified, "field of a document", std::string(field.text)});
}

}  // namespace mailsim::cli
