// How a queue entry ends or waits: what an attempt left of it is tried again later, or given up. Who is told
// is notify.hpp's.
#pragma once
#include "nodes/notify.hpp"

namespace mailsim::nodes {

// Nothing of the entry is left to be tried.
template <class W>
void leave_queue(Context<W>& c, Node<W>& node, std::uint32_t place) {
    std::uint32_t file = c.entries[place].file;
    take_from_queue(c, node, place);
    end_pass(c, node, file);
}

// What is left of an entry after an attempt waits for the next one, or is given up.
template <class W>
void defer(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Entry& entry = c.entries[place];
    if (node.schedule.whole_messages()) {
        node.queue.set_aside(entry.ticket);
        c.files[entry.file].aside.push_back(place);
        return end_pass(c, node, entry.file);
    }
    queue::Retry retry{false, entry.until};
    if (entry.until == Instant{})
        retry = node.queue.defer(entry.ticket, c.now());
    else if (!(retry.give_up = entry.until == base::never))
        node.queue.put_off(entry.ticket, entry.until, entry.tried);
    if (!retry.give_up) {
        tell_queued(c, facts::Kind::deferred, node.id, entry, retry.at.time_since_epoch().count());
        entry.under_way = false;
        return end_pass(c, node, entry.file);
    }
    give_up(c, entry);
    leave_queue(c, node, place);
}

inline constexpr mail::Reply reason_unknown{0, {4, 4, 1}, "delivery temporarily suspended"};

template <class W>
void suspend(Node<W>& node, queue::DestinationId destination, const Suspension& why) {
    if (destination.index() >= node.suspensions.size())
        node.suspensions.resize(destination.index() + 1, {reason_unknown, {}});
    node.suspensions[destination.index()] = why;
}

// Nobody tries: the destination is dead, and what is said is why it died. The log has a line for it as for
// any attempt.
template <class W>
void defer_suspended(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Entry& entry = c.entries[place];
    bool known = entry.destination.index() < node.suspensions.size();
    Suspension why = known ? node.suspensions[entry.destination.index()] : Suspension{reason_unknown, {}};
    entry.last = why.reply;
    entry.last_rule = {};
    entry.last_node = why.host;
    entry.began = c.now();
    entry.hosts_tried = 0;
    for (std::uint32_t copy : entry.copies) tell_attempt(c, node.id, entry, copy, entry.last, why.host);
    defer(c, node, place);
}

}  // namespace mailsim::nodes
