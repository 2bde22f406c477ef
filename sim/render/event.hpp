// What happens at a mail node, in the grain in which mail servers write logs: connections, refusals, messages
// taken over, deliveries tried, notifications, messages done with. One event, many dialects: each writes the
// same events in its own words. Not here: how they are made of facts (assemble.hpp).
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "estate/words.hpp"
#include "facts/fact.hpp"
#include "mail/notification.hpp"
#include "render/letters.hpp"
#include "smtp/results.hpp"

namespace mailsim::render {

// A message in the care of one node: from taking it over until the node is rid of its last recipient. The
// queue ids of all dialects are made from it.
struct Care {
    base::NodeId node, from;  // from: who brought it; invalid: a person. For a notification: the node itself
    base::MessageId message;
    base::Instant arrived;     // in the queue
    base::Instant mail_at;     // when the sender named it (MAIL); arrived when that was not watched
    std::uint32_t serial = 0;  // in the order of arrival at this node
    bool made_here = false;    // a notification
    estate::Protocol protocol = estate::Protocol::smtp;  // it came over
    bool tls = false;
    std::uint64_t connection = 0;  // that brought it
    // A recipient that is still in the queue, and what was said last.
    struct Waiting {
        base::RecipientId recipient;
        base::Instant due = base::never;  // of the next try; never: none is planned
        std::string reason;               // of the last failure; "" before
        std::string host;                 // name[address]:port of who said it; "" for none
        smtp::Point point = smtp::Point::none;
        std::uint16_t code = 0, enhanced = 0;
        std::uint32_t attempts = 0;
    };
    std::vector<Waiting> waiting;
    std::vector<base::RecipientId> came;  // all that it came with, those included that aliases here added
    bool taken_up = false;                // by the queue manager, ever
    // When the queue manager took it up, the last times: parts of a message with several destinations are
    // taken up on their own.
    std::vector<base::Instant> active;

    bool has(base::RecipientId id) const { return std::find(came.begin(), came.end(), id) != came.end(); }
};

// The addresses that a client named when it brought this message: before the node's own aliases.
std::vector<mail::Address> named_at(const Care& care, const Letter& letter);

enum class Status : std::uint8_t { sent, deferred, bounced };

struct Event {
    enum class What : std::uint8_t {
        connected,    // peer connects to node
        greeted_tls,  // TLS began on that connection
        rejected,     // node refuses: point, reply
        taken,        // node has taken the message over: care
        active,       // the queue manager takes it up: care
        unreached,    // node got no connection to peer: text
        tried,        // a delivery attempt ended: care, status, relay
        expired,      // tried for too long: given up
        dropped,      // accepted and thrown away, or held for a person (held)
        notified,     // node made a notification: care is the original's, other_care the notification's; told
        done,         // the node is rid of it: care
        disconnected,  // peer leaves: counts
    } what = What::connected;
    base::Instant at;
    base::NodeId node, peer;  // peer invalid: a person
    const Letter* letter = nullptr;
    base::RecipientId recipient;
    mail::Address to;        // its address at that node
    mail::Address original;  // before the node's own alias or forwarder; null: there was none
    const Care* care = nullptr;
    const Care* other_care = nullptr;
    std::uint64_t connection = 0;
    std::uint16_t port = 0;
    estate::Protocol protocol = estate::Protocol::smtp;
    smtp::Point point = smtp::Point::none;
    std::uint16_t code = 0, enhanced = 0;
    std::string text;  // a reply's words, filled in; of `tried`: what the other side said
    std::string
        id_there;      // of mail that was handed on: the queue id in that text, in the other side's manner
    std::string host;  // name[address] of who was tried; "" for none
    Status status = Status::sent;
    mail::Told told = mail::Told::failed;
    bool held = false, local = false, refused_connection = false, tls = false;
    base::RuleId rule;
    // Of `tried`: before the queue manager, in it, connecting, transmitting (Postfix delays=a/b/c/d).
    std::array<base::Duration, 4> delays{};
    // Of `disconnected`: how often each command was given, and how often it was refused, by verb.
    struct Count {
        const char* verb = "";
        int given = 0, refused = 0;
    };
    std::vector<Count> commands;
};

// Who takes events.
class Listener {
  public:
    virtual ~Listener() = default;
    virtual void take(const Event& event) = 0;
};

}  // namespace mailsim::render
