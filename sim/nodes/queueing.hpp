// A node's queue at work: what came in is sorted by destination, started when its destination and the
// processes allow, deferred and tried again by the node's schedule, given up with a notification. What a
// delivery does is deliver.hpp's.
#pragma once
#include "nodes/split.hpp"

namespace mailsim::nodes {

template <class W>
void start_delivery(Context<W>& c, Node<W>& node, std::uint32_t entry);  // deliver.hpp

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
    const int port = entry.transport ? entry.transport->port : 0;
    f.amount = facts::attempt_place(point, entry.local ? 0 : port);
    f.rule = rule;
    f.text = reply.text.data();
    c.stream.emit(facts::Level::hop, f);
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

template <class W>
void pump(Context<W>& c, Node<W>& node);

// An entry whose copies may go different ways.
template <class W>
void enqueue(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Splitting<W>(c, node, place).run();
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

// Destinations rest between two deliveries where the queue's settings say so.
template <class W>
void wake_destinations(Context<W>& c, Node<W>& node) {
    if (node.estate->queue.rate_delay.count() == 0) return;
    node.remote.wake(c.now());
    for (auto& own : node.own)
        if (own) own->wake(c.now());
}
template <class W>
Instant next_wake(const Node<W>& node) {
    Instant first = node.remote.next_wake();
    for (const auto& own : node.own)
        if (own) first = std::min(first, own->next_wake());
    return first;
}

// Starts whatever may start now, and notes when something is due next.
template <class W>
void pump(Context<W>& c, Node<W>& node) {
    if (!node.up() || node.pumping) return;
    node.pumping = true;
    wake_destinations(c, node);
    for (bool more = true; more;) {
        more = false;
        while (auto taken = node.queue.take_due(c.now())) {
            ++node.flow;
            Entry& entry = c.entries[taken->message];
            entry.attempts = static_cast<std::uint16_t>(taken->attempt);
            tell_active(c, node.id, entry);
            begin_pass(c, entry);
            std::size_t set = node.set_of(entry);
            queue::JobId* job = &c.files[entry.file].jobs[set];
            if (!node.set(set).add(entry.destination, taken->message, c.now(), job, taken->unread))
                defer_suspended(c, node, taken->message);
            more = true;
        }
        more = start_all(c, node, node.local) || more;
        more = start_all(c, node, node.remote) || more;
        for (auto& own : node.own) more = (own && start_all(c, node, *own)) || more;
    }
    node.pumping = false;
    refill_flow(node);
    if (node.retry) node.retry->deadline(std::min(node.queue.next_due(), next_wake(node)));
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
