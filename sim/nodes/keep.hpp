// Putting connections aside for the next message, and closing those that nobody used in time.
#pragma once
#include "nodes/ask.hpp"
#include "nodes/spend.hpp"

namespace mailsim::nodes {

// Our end hangs up; the server learns of it when its own end looks.
template <class W>
void close_kept(Context<W>& c, NodeId node, const typename KeptConnections<W>::Kept& kept) {
    Wire<W>& wire = *kept.wire;
    if (wire.client_at < c.now()) wire.client_at = c.now();
    wire.send({Upward::What::close, {}, 0, 0, {}});
    tell_detail(c, facts::Kind::closed, kept.target, node, kept.last, wire.client_at, wire.one_way,
                wire.number, nullptr, wire.session.broken());
    wire.hang_up();
    c.leave_wire(wire);
}

template <class W>
base::Task<void> close_unused(Context<W>& c, Node<W>& node) {
    while (node.kept.next_due() != base::never) {
        co_await c.world.calendar().sleep_until(node.kept.next_due());
        while (auto kept = node.kept.take_expired(c.now())) close_kept(c, node.id, *kept);
    }
    node.kept.closing = false;
}

template <class W>
void keep_connection(Context<W>& c, Node<W>& node, queue::DestinationId destination, Wire<W>& wire,
                     NodeId target, Instant reuse_until, base::MessageId last) {
    Instant idle_until = c.now() + node.estate->queue.connection_cache_time;
    node.kept.put(destination, {&wire, target, idle_until, reuse_until, last});
    if (std::exchange(node.kept.closing, true)) return;
    c.world.spawn(close_unused(c, node));
}

}  // namespace mailsim::nodes
