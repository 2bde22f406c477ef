// Everything that the roles of one run share: the estate, what has changed in it, the mail in flight, the
// facts. W is the World: it gives time and resources (now, sessions that sleep, use, write, transfer, take);
// the engine's is simulated. Nothing here decides anything; decide does.
#pragma once
#include <array>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/outcome.hpp"
#include "decide/access.hpp"
#include "decide/judge.hpp"
#include "decide/next_hop.hpp"
#include "decide/redirect.hpp"
#include "dns/cache.hpp"
#include "dns/mx.hpp"
#include "facts/stream.hpp"
#include "fault/fault.hpp"
#include "mail/redirection.hpp"
#include "mailbox/counts.hpp"
#include "nodes/kept.hpp"
#include "nodes/mails.hpp"
#include "nodes/wire.hpp"
#include "queue/hosts.hpp"
#include "queue/presets.hpp"

namespace mailsim::nodes {

using base::Instant;
using base::NodeId;
using base::Outcome;
using estate::Operation;
using estate::Process;

// How full the mailboxes are, for the decisions.
class CountedQuotas : public decide::QuotaUse {
  public:
    explicit CountedQuotas(const mailbox::Counts& counts) : counts_(counts) {}
    base::Bytes used(std::uint32_t mailbox) const override { return counts_.used({mailbox}); }

  private:
    const mailbox::Counts& counts_;
};

// Why a destination is left alone for a while.
struct Suspension {
    mail::Reply reply;
    NodeId host;  // who gave it
};

// The processes of one kind that are alive and idle, since when, latest last; the latest works next, the
// others end when they have been idle too long. A process also ends after so many uses.
template <class W>
struct Pool {
    std::vector<Instant> idle;
    int uses = 0;
    std::unique_ptr<typename W::Slots> starter;  // one of a kind is started at a time
    bool counted = false;                        // false: nobody asks, nothing is kept

    bool take_idle(Instant now, const estate::ProcessLimits& limits) {
        counted = true;
        std::size_t ended = 0;
        while (ended < idle.size() && now - idle[ended] > limits.max_idle) ++ended;
        idle.erase(idle.begin(), idle.begin() + static_cast<std::ptrdiff_t>(ended));
        if (idle.empty()) return false;
        idle.pop_back();
        return ++uses % limits.max_use != 0;
    }
    void give_back(Instant now) {
        if (counted) idle.push_back(now);
    }
};

// One node while it runs.
template <class W>
struct Node {
    // memory: of its host, shared with the other nodes there.
    Node(W& world, NodeId its_id, const estate::Node& its_estate, queue::Schedule its_schedule,
         typename W::Slots::Memory& memory);
    NodeId id;
    const estate::Node* estate;
    queue::Schedule schedule;
    queue::Queue queue;
    queue::Destinations remote, local;
    std::vector<std::unique_ptr<queue::Destinations>> own;  // of transports with limits of their own
    // Which of the three kinds of sets: 0 remote, 1 local, from 2 on those of transports.
    std::size_t set_of(const Entry& entry) const {
        if (entry.local) return 1;
        if (!entry.transport || !entry.transport->has_own_limits()) return 0;
        return 2 + static_cast<std::size_t>(entry.transport - estate->transports.data());
    }
    std::size_t sets() const { return 2 + own.size(); }
    queue::Destinations& set(std::size_t number) {
        return number == 0 ? remote : number == 1 ? local : *own[number - 2];
    }
    queue::Destinations& destinations_of(const Entry& entry) { return set(set_of(entry)); }
    typename W::Slots manager, reports;  // the queue manager: one process, one thing at a time
    std::uint64_t works = 0;             // pieces of processor work so far, to number their draws
    int flow;  // messages that may come in before the next one pauses (Postfix in_flow_delay)
    std::unordered_map<std::uint64_t, queue::DestinationId> destinations;
    KeptConnections<W> kept;
    std::vector<Suspension> suspensions;  // by destination: why the dead ones are dead
    queue::FailedHosts failed_hosts;      // where the schedule remembers them
    std::vector<bool> failing;            // by destination, where recovery frees its mail
    tables::NodeTables tables;
    dns::Cache cache;  // dns nodes: what they have in memory
    fault::Mode mode = fault::Mode::fine;
    double slow = 1;           // every processor use takes so many times as long: a fault on a shared host
    std::uint64_t queued = 0;  // recipients in its queue
    std::uint64_t queued_outside = 0;  // of these: a peer's own, that no edge has answered yet
    std::vector<smtp::ServerPolicy> policies, stress_policies;  // by listener
    Instant stressed_until = Instant::min();  // its receiving processes were all busy not long ago
    std::vector<std::unique_ptr<typename W::Slots>> slots;  // by Process
    std::vector<base::StationId> slot_stations;
    std::array<Pool<W>, estate::process_count> pools;  // by Process
    base::StationId processor, disk;                   // of its host
    typename W::Session* retry = nullptr;              // the queue's own waiting, for its next due date
    typename W::Slots& places(Process p) { return *slots[static_cast<std::size_t>(p)]; }
    base::StationId station(Process p) const { return slot_stations[static_cast<std::size_t>(p)]; }
    base::HostId host() const { return estate->host; }
    bool up() const { return mode != fault::Mode::off && mode != fault::Mode::silent; }
    bool pumping = false;  // guards against itself: a delivery may end at once
};

// Who is inside a station now, kept by the roles themselves: at the end of the run their stays are not facts
// yet.
struct Inside {
    std::uint32_t count = 0;
    __int128 since = 0;  // sum of the instants at which they came, ns
    __int128 demand =
        0;  // sum of what they demand, ns; of places: the sum of the instants at which they were given
    std::uint32_t served = 0;  // places only: how many hold one
};

template <class W>
struct Context {
    Context(W& its_world, estate::Estate& its_estate, const base::Draws& its_draws,
            facts::Stream& its_stream);

    W& world;
    estate::Estate& estate;
    base::Draws draws;
    facts::Stream& stream;
    decide::Policies policies;
    mailbox::Counts counts;
    CountedQuotas quotas;
    Slab<Mail> mails;
    Slab<Entry> entries;
    Slab<QueueFile> files;
    std::vector<decide::Destined> destined;          // used between two waits only
    std::deque<typename W::Slots::Memory> memories;  // by HostId
    std::vector<std::unique_ptr<Node<W>>> nodes;
    std::vector<Inside> inside;                   // by StationId
    std::vector<std::unique_ptr<Wire<W>>> wires;  // all that were ever made; a run may end with some in use
    std::vector<Wire<W>*> spare_wires;
    dns::MxQuestion mx;  // used between two waits only
    std::uint32_t next_message = 0, next_recipient = 0;
    std::uint64_t next_connection = 1;
    std::uint64_t outside_waiting = 0;  // recipients that no edge has answered yet
    std::uint64_t created = 0;
    std::uint64_t dns_queries = 0, dns_hits = 0;
    base::RuleId ignored;  // only tests set it: a rule this driver leaves out
    bool luck = true;      // false: rules that draw give their most likely answer, as on paper
    // Called when a new message starts (to introduce it to whoever keeps rows), and when mail reached a
    // mailbox.
    void (*introduce)(void*, const mail::Message&, std::span<const mail::Address>) = nullptr;
    void* introduce_to = nullptr;
    void (*redirected)(void*, const mail::Redirection&) = nullptr;  // to the same listener
    void (*delivered_to)(void*, std::uint32_t mailbox, base::Bytes) = nullptr;
    void* delivered_context = nullptr;

    Node<W>& node(NodeId id) { return *nodes[id.index()]; }
    Instant now() const { return world.now(); }
    decide::View view(const Node<W>& at) const {
        return {estate, policies, quotas, &at.tables, luck ? &draws : nullptr, nullptr, ignored, world.now()};
    }
    bool is_peer(NodeId id) const { return estate.node(id).role == estate::Role::peer; }
    const estate::Demand& demand(NodeId id, Operation operation) const {
        return estate.node(id).demands[static_cast<std::size_t>(operation)];
    }

    // A person's way to the server, remembered by domain: a program looks its server up once.
    decide::Access way_out(mail::Address account, const estate::ClientSettings& settings);
    decide::Access way_in(mail::Address account, const estate::ClientSettings& settings);
    // The program that this mailbox's owner uses: the account's own, else drawn by the profile's shares.
    estate::ClientKind client_of(mail::Address account) const;
    // The kind under which one recipient is counted.
    mail::Kind kind_of(const Mail& mail, std::uint32_t copy) const;

    Wire<W>& open_wire(base::Duration one_way, std::size_t positions);
    void leave_wire(Wire<W>& wire);

    // The same message for other recipients, under a sender that may be another: what an alias makes. Its
    // recipients' ids are the caller's to add.
    std::uint32_t fork(std::uint32_t mail, std::uint32_t copy, mail::Address sender);
    // A new message; its recipients are then added to `recipients`, and start() makes it known.
    std::uint32_t new_mail(Origin origin, NodeId from);
    void start(std::uint32_t mail);
    void end_copy(std::uint32_t mail);  // one recipient has come to its end
    std::uint32_t new_entry(std::uint32_t mail, NodeId node);
    void give_entry(std::uint32_t entry);

    // What is said of mail for a destination that died with this reply (Postfix, qmgr_deliver.c).
    mail::Reply suspended(mail::Reply reply);

    facts::Fact fact(facts::Kind kind, NodeId node) const;
    void ledger(facts::Kind kind, NodeId node, const Mail& mail, std::uint32_t copy, NodeId other = {},
                const mail::Reply& reply = {}, base::RuleId rule = {}, std::int64_t value = 0) const;

  private:
    decide::Access access(mail::Address account, estate::Protocol protocol, std::uint16_t port,
                          estate::Tls tls);
    std::unordered_map<std::uint64_t, decide::Access> ways_;
    // Reply texts with the words before them. The estate keeps them: facts name them after the run is gone.
    std::unordered_map<const char*, std::string_view> suspended_;
};

}  // namespace mailsim::nodes

#include "nodes/context_impl.hpp"
