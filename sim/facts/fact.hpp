// The one stream of facts: everything that statistics, logs, pictures and databases are made from.
// A fact is a plain record of at most 64 bytes; a level that nobody subscribed to is not built.
#pragma once
#include <cstdint>
#include <type_traits>

#include "base/id.hpp"
#include "base/units.hpp"

namespace mailsim::facts {

// The general steps of document 001; every hop names the one it is at.
enum class Step : char {
    none = ' ',
    compose = 'A',         // compose and submit
    outgoing_rules = 'B',  // outgoing rules and policies
    internal = 'C',        // is it an internal mailbox?
    deliver_local = 'D',   // deliver to the mailbox
    mx_query = 'E',        // MX query when uncached or new
    send = 'F',            // send to the receiver's server
    spf = 'G',             // receiver checks SPF
    incoming_rules = 'H',  // incoming rules and policies
    valid_mailbox = 'I',   // is the mailbox valid?
    deliver = 'J',         // deliver to the mailbox
    fetch = 'K',           // client keeps its connection and fetches
    client_rules = 'L',    // the client's own rules
};

// Which facts a subscriber wants. A level costs nothing while nobody subscribed to it.
enum class Level : std::uint8_t {
    ledger,    // what the conservation laws count, one fact an envelope recipient
    hop,       // queues, attempts, sessions
    visit,     // one stay at a station: processor, disk, process slot, link
    decision,  // a verdict with its rule
    line,      // one line of a dialogue, and what happens to the connection that carries it
    question,  // what was asked on the way: rules that passed, names
};
inline constexpr int level_count = 6;

enum class Kind : std::uint8_t {
    // ledger; `node` is where it happened
    offered,      // the edge gave its answer to a recipient from outside
    rejected,     // ... it refused: code, enhanced, rule
    accepted,     // ... it took responsibility
    created,      // a recipient made inside: DSN, alias or archive copy; value = the message it is about
    received,     // taken over from `other`
    handed_on,    // given to `other`
    delivered,    // in a mailbox of this node, or taken by this peer
    bounced,      // given up with a DSN: code, enhanced, rule
    discarded,    // dropped on purpose, or a DSN that could not be delivered
    quarantined,  // held back for a person to look at
    // hop
    queued,           // entered the queue of `node`
    attempt,          // a delivery attempt ended: value = its length in ns; code 0 when nothing was reached;
                      // amount = attempt_place(), text = the reply's words
    deferred,         // waits for the next try: value = until when, ns
    session,          // a session ended at `node` from `other`: value = length in ns, detail = session kind;
                      // of a fetch that was refused: rule, text, amount = key of the mailbox's address
    session_refused,  // a session failed for lack of resources at `node` (an error in the objectives' sense)
    fetched,          // a client fetched from `node`: value = messages, detail = session kind,
                      // amount = key of the mailbox's address, code = messages stored afterwards (at most
                      // 65535), enhanced 1: taken off the server, other = the node that the client reached
    notice,           // node or link off, on, slow; DNS fault: detail tells
    // visit
    visit,  // `station`: at = left, value = sojourn in ns, amount = demand in ns
    // decision
    decision,  // a rule objected: step, rule, code, text = the reply's words, amount = number of the
               // connection
    // line; `amount` is the number of the connection in this run, `value` the time on the way in ns
    line,  // text: a verb or a reply's words. `detail` 'C' or 'S', or 'E': a listing, enhanced = its bits
    // hop, added later
    outside_waiting,  // a recipient that no edge has answered yet, at the end of the run
    phase,            // a timed phase of a session for the objectives: detail = facts::Phase, value = ns
    // line, added later. node answers, other connects (invalid: a person)
    opened,   // code = port, detail = session kind, enhanced = TLS mode, text = the host name that led here
    tls,      // a TLS handshake begins
    content,  // the content leaves the client; value: until its last octet has arrived
    closed,   // by the client; detail 1: the connection was lost
    // line; `node` acts, `other` is where it wants to go
    unreached,  // no connection: value = what is waited in ns, detail 1: refused at once, text as in opened
    active,     // taken from the queue for a delivery
    paused,     // time that passes without work: value = ns, text = what for
    // question
    asked,        // a rule did not object: rule, step, value = place among the node's rules, text = answer
    name_asked,   // `other` asked the dns node `node`: text = name, code = type, detail = dns::Status,
                  // enhanced 1: from memory, value = time that the answer took, ns
    name_answer,  // one record of that answer: text = its data, code = type, value = its time to live in s
};

// The functions that SPECmail2001's quality-of-service table times.
enum class Phase : std::uint8_t {
    smtp_connect,
    smtp_data,
    pop_connect,
    pop_status,
    pop_retrieve,
    pop_delete
};
inline constexpr int phase_count = 6;

// Where an attempt was answered: the smtp::Point, and the port that was tried (0: none).
constexpr std::int64_t attempt_place(std::uint8_t point, int port) { return port * 256 + point; }
constexpr std::uint8_t attempt_point(std::int64_t amount) { return static_cast<std::uint8_t>(amount & 255); }
constexpr int attempt_port(std::int64_t amount) { return static_cast<int>(amount / 256); }

struct Fact {
    base::Instant at;
    base::MessageId message;
    base::RecipientId recipient;
    base::NodeId node;
    base::NodeId other;
    base::StationId station;
    base::RuleId rule;
    std::int64_t value = 0;
    std::int64_t amount = 0;
    const char* text = nullptr;  // lives as long as the estate
    std::uint16_t code = 0;
    std::uint16_t enhanced = 0;  // as mail::pack made it
    Kind kind = Kind::notice;
    Step step = Step::none;
    std::uint8_t mail_kind = 0;  // mail::Kind
    std::uint8_t detail = 0;
};
static_assert(sizeof(Fact) <= 64 && std::is_trivially_copyable_v<Fact>);

}  // namespace mailsim::facts
