// How a queue entry ends or waits: what an attempt left of it is tried again later, or given up. Who is told
// is notify.hpp's.
#pragma once
#include "nodes/notify.hpp"

namespace mailsim::nodes {

inline constexpr mail::Reply suspended{0, {4, 4, 1}, "delivery temporarily suspended"};

// Nothing of the entry is left to be tried.
template <class W>
void leave_queue(Context<W>& c, Node<W>& node, std::uint32_t place) {
    node.queue.remove(c.entries[place].ticket);
    std::uint32_t file = c.entries[place].file;
    c.give_entry(place);
    --c.files[file].entries;
    end_pass(c, node, file);
}

// What is left of an entry after an attempt waits for the next one, or is given up.
template <class W>
void defer(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Entry& entry = c.entries[place];
    queue::Retry retry = node.queue.defer(entry.ticket, c.now());
    if (!retry.give_up) {
        tell_queued(c, facts::Kind::deferred, node.id, entry, retry.at.time_since_epoch().count());
        entry.under_way = false;
        return end_pass(c, node, entry.file);
    }
    for (std::uint32_t copy : entry.copies)
        c.files[entry.file].failed.push_back(
            {copy, entry.last, entry.last_rule, entry.last_node, entry.last_point, true});
    entry.copies.clear();
    leave_queue(c, node, place);
}

template <class W>
void defer_suspended(Context<W>& c, Node<W>& node, std::uint32_t place) {
    if (c.entries[place].last.enhanced.class_ == 0) c.entries[place].last = suspended;
    defer(c, node, place);
}

}  // namespace mailsim::nodes
