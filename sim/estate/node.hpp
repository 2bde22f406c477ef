// A mail node: what it is called, where it listens, which rules it applies, where it sends mail on.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/ip.hpp"
#include "base/units.hpp"
#include "estate/demand.hpp"
#include "estate/words.hpp"
#include "mail/address.hpp"
#include "queue/feedback.hpp"

namespace mailsim::estate {

struct Listener {
    Protocol protocol = Protocol::smtp;
    std::uint16_t port = 25;
    Tls tls = Tls::none;
    bool to_home = false;  // hands the connection to the server that holds the account's mailbox
    std::string pointer;
};

// A set of domains, as rules and transports name them: domains, or "@group" for all domains of a group.
struct DomainSet {
    std::vector<std::string> written;  // as in the file
    std::vector<bool> members;         // by DomainId; beyond the end: not a member
    bool everything = false;           // "*"
    bool contains(mail::DomainId id) const {
        return everything || (id.valid() && id.index() < members.size() && members[id.index()]);
    }
};

// The value of one parameter of a rule, by the type its row names.
struct Value {
    double number = 0;  // duration: ns; bytes; share 0 to 1; count; number; flag 0 or 1
    std::string text;
    std::vector<base::IpNetwork> networks;
    std::vector<mail::Address> recipients;
    DomainSet domains;
    base::Duration duration() const { return base::Duration{static_cast<std::int64_t>(number)}; }
    base::Bytes bytes() const { return {static_cast<std::int64_t>(number)}; }
    bool flag() const { return number != 0; }
};

// One rule as one node applies it. The rule itself, by this name, stands in decide's registry.
struct Setting {
    std::string rule, pointer;
    base::RuleId id;            // the registry's number
    std::vector<Value> values;  // one for each parameter row of the rule, defaults filled in
};

// Where mail for matching recipients goes; the first match decides.
struct Transport {
    enum class Match : std::uint8_t { local, domains, users };
    enum class Next : std::uint8_t { mailbox, home, mx, nodes };
    Match match = Match::domains;
    DomainSet domains;
    std::vector<mail::Address> users;
    Next next = Next::mx;
    std::vector<base::NodeId> nodes;     // one of them, drawn for each message; the others when it fails
    std::vector<base::NodeId> fallback;  // tried when none of the next hop's hosts has taken a message
    std::uint16_t port = 25;
    Tls tls = Tls::none;
    // Its own limits, as a transport of its own in Postfix's master.cf has them; 0: those of the node's
    // queue, shared with the other transports.
    int initial_concurrency = 0, concurrency_limit = 0, recipients_per_delivery = 0, process_limit = 0;
    bool has_own_limits() const {
        return initial_concurrency || concurrency_limit || recipients_per_delivery || process_limit;
    }
    std::string pointer;
};

enum class Process : std::uint8_t { smtpd, smtp, local, pop3, imap, web };
inline constexpr int process_count = 6;
inline constexpr std::array<std::string_view, 6> process_names{"smtpd", "smtp", "local",
                                                               "pop3",  "imap", "web"};

// What one process of each kind takes of its host's memory: smtpd and smtp of Postfix 3.7 without TLS,
// Dovecot's lmtp with Postfix's beside it, an imap process with its share of the TLS proxy, a pop3 process
// with the same (measured, tables 2.3 and 5.1 of the service-demand measurements); web: an assumption.
inline constexpr std::array<base::Bytes, process_count> process_memory{
    base::Bytes{1'340'000}, base::Bytes{1'310'000}, base::Bytes{3'480'000},
    base::Bytes{510'000},   base::Bytes{750'000},   base::Bytes{10'000'000}};

// What the kernel does with a connection for which its listen queue has no room. drop: its first packet is
// lost and sent again, until the client gives up connecting. accept: the client believes that it is connected
// and waits for the greeting (Linux before 4.x with room for half-open connections).
enum class Overflow : std::uint8_t { drop, accept };
inline constexpr std::array<std::string_view, 2> overflow_names{"drop", "accept"};

struct ProcessLimits {
    std::array<int, process_count> limit{100, 100, 20, 1000, 10000, 500};
    std::array<base::Bytes, process_count> memory = process_memory;  // of one process
    int listen_backlog = 100;  // argument of listen(2); Linux lets one more connection wait
    Overflow overflow = Overflow::drop;
    base::Duration max_idle = std::chrono::seconds(100);  // an idle process of Postfix ends then
    int max_use = 100;                                    // so many sessions or deliveries
};

// How the receiving processes treat a client that makes mistakes. Under stress (all of them busy) Postfix
// takes the second value of each.
struct ServerSettings {
    int soft_error_limit = 10;
    int hard_error_limit = 20;
    int stress_hard_error_limit = 1;
    int junk_limit = 100;
    int stress_junk_limit = 1;
    base::Duration error_sleep = std::chrono::seconds(1);
    int recipient_limit = 1000;
    bool stress = true;  // adapts to overload
    base::Duration timeout = std::chrono::seconds(300), stress_timeout = std::chrono::seconds(10);
    bool client_names = false;  // asks DNS for the name of each client
};

struct QueueSettings {
    std::string schedule = "postfix";  // a preset of the queue room
    base::Duration minimal_backoff = std::chrono::seconds(300);
    base::Duration maximal_backoff = std::chrono::seconds(4000);
    base::Duration scan = std::chrono::seconds(300);
    base::Duration lifetime = std::chrono::hours(120);
    base::Duration bounce_lifetime = std::chrono::hours(120);
    base::Duration scan_phase{0};
    base::Duration delay_warning{0};  // age at which the sender is told that the mail waits; 0: never
    int initial_concurrency = 5;
    int concurrency_limit = 20;  // deliveries at once to one destination
    int recipients_per_delivery = 50;
    int active_limit = 20000;            // messages
    int active_recipient_limit = 20000;  // recipients in memory
    int message_recipient_minimum = 10;  // of these, of each active message at least
    // By delivery slots small messages overtake large ones (Postfix SCHEDULER_README).
    int delivery_slot_cost = 5;  // deliveries of a message that give one slot; below 2: nothing overtakes
    int delivery_slot_loan = 3;  // slots
    int delivery_slot_discount = 50;  // %
    int minimum_delivery_slots = 3;
    queue::Feedback positive_feedback, negative_feedback;
    bool half_early = true;
    double failed_cohort_limit = 1;
    base::Duration dead_time{0};   // 0: minimal_backoff
    base::Duration rate_delay{0};  // between two deliveries to one destination, which then go one at a time
    bool soft_bounce = false;      // nothing is refused or returned for good: it waits
    base::Duration in_flow_delay = std::chrono::seconds(1);
    bool connection_cache = true;  // keeps connections to busy destinations open for the next message
    base::Duration connection_cache_time = std::chrono::seconds(2);
    base::Duration connection_reuse_time = std::chrono::seconds(300);
};

struct Node {
    std::string id, pointer;
    Role role = Role::relay;
    std::string name;  // fully qualified: greeting, EHLO, Received
    std::vector<base::Ip> addresses;
    base::HostId host;
    std::vector<Listener> listeners;
    ProcessLimits processes;
    ServerSettings server;
    QueueSettings queue;
    Demands demands = default_demands();
    std::vector<Setting> rules;  // in the order they are asked
    std::vector<Transport> transports;
    base::NodeId resolver;  // the dns node that it asks; invalid: it asks nobody
    std::string software;   // what the documents say it runs, for people
    base::Duration connect_timeout = std::chrono::seconds(30);
    base::Duration greeting_timeout = std::chrono::seconds(300);
    int mx_address_limit = 5;       // hosts that one delivery tries at most; 0: no limit
    int mx_session_limit = 2;       // of these, with which it gets past the greeting; 0: no limit
    bool skip_5xx_greeting = true;  // a 5xx greeting says nothing of the message: another host, or later
    double weight = 1;              // a peer's share of the mail to and from the Internet
    double share = 1;               // of a processor that it shares with other nodes of its host
    bool dsn = true;                // its SMTP servers offer the extension for notifications (RFC 3461)

    // Whether a delivery that has tried so many hosts, and given the message to so many, tries another.
    bool tries_another(std::size_t hosts, int sessions) const {
        return (mx_address_limit == 0 || hosts < static_cast<std::size_t>(mx_address_limit)) &&
               (mx_session_limit == 0 || sessions < mx_session_limit);
    }
    const Listener* listener(Protocol protocol) const {
        for (const Listener& l : listeners)
            if (l.protocol == protocol) return &l;
        return nullptr;
    }
    const Listener* listener_on(std::uint16_t port) const {
        for (const Listener& l : listeners)
            if (l.port == port) return &l;
        return nullptr;
    }
};

}  // namespace mailsim::estate
