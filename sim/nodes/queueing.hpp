// A node's queue at work: what came in is sorted by destination, started when its destination and the
// processes allow, deferred and tried again by the node's schedule, given up with a notification. What a
// delivery does is deliver.hpp's.
#pragma once
#include "nodes/spend.hpp"

namespace mailsim::nodes {

template <class W>
void start_delivery(Context<W>& c, Node<W>& node, std::uint32_t entry);  // deliver.hpp

// Which entries share a destination: a kind, and the number that tells destinations of that kind apart.
template <class W>
std::uint64_t destination_key(const Node<W>& node, const decide::NextHop& hop, mail::Address recipient) {
    auto key = [](std::uint64_t kind, std::uint64_t number) { return kind << 56 | number; };
    switch (hop.kind) {
        case decide::NextHop::Kind::mailbox: return key(1, 0);
        case decide::NextHop::Kind::mx: return key(2, recipient.domain.value);
        case decide::NextHop::Kind::nodes:
            if (hop.transport->next == estate::Transport::Next::home) return key(3, hop.nodes[0].value);
            return key(4, static_cast<std::uint64_t>(hop.transport - node.estate->transports.data()));
        case decide::NextHop::Kind::unroutable: break;
    }
    return key(5, 0);
}

template <class W>
queue::DestinationId destination_of(Node<W>& node, std::uint64_t key) {
    auto next = static_cast<std::uint32_t>(node.destinations.size());
    return node.destinations.try_emplace(key, queue::DestinationId{next}).first->second;
}

template <class W>
void tell_queued(Context<W>& c, facts::Kind kind, NodeId node, const Entry& entry, std::int64_t value = 0) {
    const Mail& mail = c.mails[entry.mail];
    facts::Fact f = c.fact(kind, node);
    f.message = mail.message.id;
    f.value = value;
    f.code = entry.last.code;
    f.enhanced = mail::pack(entry.last.enhanced);
    f.rule = entry.last_rule;
    f.other = entry.last_node;
    for (std::uint32_t copy : entry.copies) {
        f.recipient = mail.recipient_id(copy);
        f.mail_kind = static_cast<std::uint8_t>(c.kind_of(mail, copy));
        c.stream.emit(facts::Level::hop, f);
    }
}

// One attempt for one copy has ended; told before the ledger's fact that it led to.
template <class W>
void tell_attempt(Context<W>& c, NodeId node, const Entry& entry, std::uint32_t copy,
                  const mail::Reply& reply, NodeId host, std::uint8_t point = 0, base::RuleId rule = {}) {
    const Mail& mail = c.mails[entry.mail];
    facts::Fact f = c.fact(facts::Kind::attempt, node);
    f.message = mail.message.id;
    f.recipient = mail.recipient_id(copy);
    f.mail_kind = static_cast<std::uint8_t>(c.kind_of(mail, copy));
    f.value = (c.now() - entry.began).count();
    f.other = host;
    f.detail = entry.hosts_tried;
    f.code = reply.code;
    f.enhanced = mail::pack(reply.enhanced);
    f.amount = point;
    f.rule = rule;
    f.text = reply.text.data();
    c.stream.emit(facts::Level::hop, f);
}

// One entry, all of whose copies have the same destination, joins the node's queue.
template <class W>
void join_queue(Context<W>& c, Node<W>& node, std::uint32_t place, const decide::NextHop& hop,
                std::uint64_t key) {
    Entry& entry = c.entries[place];
    entry.transport = hop.transport;
    entry.local = hop.kind == decide::NextHop::Kind::mailbox;
    entry.destination = destination_of(node, key);
    bool null_sender = c.mails[entry.mail].message.sender.null();
    auto recipients = static_cast<std::uint32_t>(entry.copies.size());
    entry.ticket = node.queue.arrive(place, c.now(), null_sender, recipients);
    node.queued += entry.copies.size();
    if (entry.outside) node.queued_outside += entry.copies.size();
    tell_queued(c, facts::Kind::queued, node.id, entry);
}

// The queue manager takes an entry up: told once, with the first of its recipients.
template <class W>
void tell_active(Context<W>& c, NodeId node, const Entry& entry) {
    const Mail& mail = c.mails[entry.mail];
    if (!c.stream.wanted(facts::Level::line, mail.message.id)) return;
    facts::Fact f = c.fact(facts::Kind::active, node);
    f.message = mail.message.id;
    f.recipient = mail.recipient_id(entry.copies.front());
    c.stream.emit(facts::Level::line, f);
}

// The node's record of the message that an entry, and those split from it, carry.
template <class W>
std::uint32_t open_file(Context<W>& c, Node<W>& node, const Entry& entry) {
    std::uint32_t place = c.files.take();
    const Mail& mail = c.mails[entry.mail];
    QueueFile& file = c.files[place];
    file.mail = entry.mail;
    file.node = node.id;
    file.entries = file.under_way = file.taken = 0;
    file.arrived = c.now();
    file.message = mail.message;
    file.notify = entry.notify;
    file.ret = mail.ret;
    file.outside = entry.outside;
    file.warned = false;
    file.failed.clear();
    return place;
}

template <class W>
void begin_pass(Context<W>& c, Entry& entry) {
    if (std::exchange(entry.under_way, true)) return;
    ++c.files[entry.file].under_way;
}

template <class W>
void pump(Context<W>& c, Node<W>& node);

inline std::size_t recipients_per_delivery(const estate::Node& node, const decide::NextHop& hop) {
    int own = hop.transport ? hop.transport->recipients_per_delivery : 0;
    return static_cast<std::size_t>(own > 0 ? own : node.queue.recipients_per_delivery);
}

// An entry whose copies may go different ways: split by destination, each part at most as long as one
// delivery.
template <class W>
void enqueue(Context<W>& c, Node<W>& node, std::uint32_t place) {
    std::uint32_t file = open_file(c, node, c.entries[place]);
    for (;;) {
        Entry& entry = c.entries[place];
        const Mail& mail = c.mails[entry.mail];
        mail::Address first = mail.recipients[entry.copies.front()];
        decide::NextHop hop = decide::next_hop(c.view(node), node.id, first, mail.message.key);
        std::uint64_t key = destination_key(node, hop, first);
        const std::size_t most = recipients_per_delivery(*node.estate, hop);
        std::size_t kept = 1;
        std::uint32_t other = 0;
        bool split = false;
        for (std::size_t i = 1; i < entry.copies.size(); ++i) {
            mail::Address recipient = mail.recipients[entry.copies[i]];
            decide::NextHop its = decide::next_hop(c.view(node), node.id, recipient, mail.message.key);
            if (kept < most && destination_key(node, its, recipient) == key) {
                entry.copies[kept++] = entry.copies[i];
                continue;
            }
            if (!split) {
                other = c.new_entry(entry.mail, node.id);
                c.entries[other].hops = entry.hops;
                c.entries[other].outside = entry.outside;
                c.entries[other].notify = entry.notify;
            }
            split = true;
            c.entries[other].copies.push_back(entry.copies[i]);
        }
        entry.copies.resize(kept);
        entry.file = file;
        ++c.files[file].entries;
        begin_pass(c, entry);
        join_queue(c, node, place, hop, key);
        if (!split) break;
        place = other;
    }
    pump(c, node);
}

template <class W>
void defer_suspended(Context<W>& c, Node<W>& node, std::uint32_t place);  // bounce.hpp

// Postfix lets one message in for each that leaves the incoming queue, and as many as it has receiving
// processes when nothing waits there; without such a token cleanup(8) pauses for in_flow_delay before it
// takes the next.
template <class W>
void refill_flow(Node<W>& node) {
    int most = node.estate->processes.limit[static_cast<std::size_t>(Process::smtpd)];
    node.flow = node.queue.count(queue::State::incoming) == 0 ? most : std::min(node.flow, most);
}

template <class W>
bool start_all(Context<W>& c, Node<W>& node, queue::Destinations& set) {
    bool any = false;
    while (auto start = set.select(c.now())) {
        Entry& entry = c.entries[start->delivery];
        entry.looks = start->looks && node.estate->queue.connection_cache;
        entry.keeps = start->keeps && node.estate->queue.connection_cache;
        start_delivery(c, node, start->delivery);
        any = true;
    }
    return any;
}

// Starts whatever may start now, and notes when something is due next.
template <class W>
void pump(Context<W>& c, Node<W>& node) {
    if (!node.up() || node.pumping) return;
    node.pumping = true;
    for (bool more = true; more;) {
        more = false;
        while (auto taken = node.queue.take_due(c.now())) {
            ++node.flow;
            Entry& entry = c.entries[taken->message];
            entry.attempts = static_cast<std::uint16_t>(taken->attempt);
            tell_active(c, node.id, entry);
            begin_pass(c, entry);
            queue::Destinations& set = node.destinations_of(entry);
            if (!set.add(entry.destination, taken->message, c.now()))
                defer_suspended(c, node, taken->message);
            more = true;
        }
        more = start_all(c, node, node.local) || more;
        more = start_all(c, node, node.remote) || more;
        for (auto& own : node.own) more = (own && start_all(c, node, *own)) || more;
    }
    node.pumping = false;
    refill_flow(node);
    if (node.retry) node.retry->deadline(node.queue.next_due());
}

// The queue's own clock: wakes when the next deferred message is due, and again when the host is back.
template <class W>
base::Task<void> run_queue(Context<W>& c, Node<W>& node) {
    typename W::Session session(c.world.calendar());
    node.retry = &session;
    session.deadline(node.queue.next_due());
    for (;;) {
        Outcome outcome = co_await session.park();
        if (outcome == Outcome::timed_out || outcome == Outcome::done) pump(c, node);
    }
}

}  // namespace mailsim::nodes
