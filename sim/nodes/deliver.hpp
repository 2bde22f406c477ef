// Delivery over SMTP to the hosts of the next hop, and one delivery attempt as a whole.
#pragma once
#include <algorithm>
#include <limits>

#include "nodes/keep.hpp"
#include "nodes/mailbox_delivery.hpp"
#include "nodes/resolve.hpp"
#include "nodes/send.hpp"

namespace mailsim::nodes {

template <class W>
class SmtpDelivery {
  public:
    explicit SmtpDelivery(Attempt<W>& attempt)
        : attempt_(attempt), c_(attempt.context()), node_(attempt.node()) {}

    base::Task<queue::Result> run() {
        if (!co_await attempt_.pass_queue_manager()) co_return queue::Result::reached;
        const decide::Cost work = attempt_.cost(Operation::smtp_delivery);
        if (co_await send(part_of(work, 1 - afterwards)) != Outcome::done) {
            attempt_.put_off(decide::lost_connection, {}, node_.id);
            co_return queue::Result::reached;
        }
        queue::Result result = co_await transfer();
        co_await send(part_of(work, afterwards));
        co_return result;
    }

  private:
    auto send(const decide::Cost& work) {
        return spend(c_, node_, attempt_.session(), work, attempt_.message(), Worker::sender);
    }

    base::Task<queue::Result> transfer() {
        if (co_await over_kept()) co_return queue::Result::reached;
        if (!co_await find_targets()) co_return queue::Result::reached;
        bool reached = false;
        int sessions = 0;
        for (std::size_t i = 0; i < attempt_.entry().targets.size() && !attempt_.entry().offer.empty(); ++i) {
            if (i == fallback_) sessions = 0;
            if (!node_.estate->tries_another(i < fallback_ ? i : i - fallback_, sessions)) {
                if (i >= fallback_) break;
                i = fallback_ - 1;
                continue;
            }
            if (left_alone(i)) continue;
            ++attempt_.entry().hosts_tried;
            SmtpClient<W> client(c_, attempt_.place(), outgoing(i));
            Reached how = co_await client.send_to(attempt_.entry().targets[i], attempt_.session());
            if (how == Reached::broken) {
                attempt_.put_off(decide::lost_connection, {}, node_.id);
                co_return queue::Result::reached;
            }
            if (how == Reached::talked) {
                bool its = past_greeting(client.wire());
                reached = reached || its;
                sessions += its;
                remember(i, its);
                take_results(client.wire(), attempt_.entry().targets[i]);
                keep(client, attempt_.entry().targets[i], client.wire().opened + reuse_time());
            } else {
                remember(i, false);
                attempt_.put_off(client.failure(), {}, attempt_.entry().targets[i]);
            }
        }
        if (node_.schedule.remembers_hosts && !reached) wait_for_hosts();
        co_return reached ? queue::Result::reached : queue::Result::failed;
    }

    // Of a target, for those who remember hosts: its node, or its address when no node answers there.
    std::uint64_t host_key(std::size_t i) const {
        const Entry& entry = c_.entries[attempt_.place()];
        if (entry.targets[i].valid()) return entry.targets[i].value;
        std::uint64_t key = 0;
        for (std::uint8_t byte : entry.mx[i].address.bytes()) key = base::mix(key + byte);
        return key | std::uint64_t{1} << 63;
    }
    bool left_alone(std::size_t i) const {
        if (!node_.schedule.remembers_hosts) return false;
        const auto* memory = node_.failed_hosts.find(host_key(i));
        return memory && c_.now() < memory->next;
    }
    void remember(std::size_t i, bool reached) {
        if (!node_.schedule.remembers_hosts) return;
        attempt_.entry().tried = true;
        if (reached)
            node_.failed_hosts.reached(host_key(i));
        else
            node_.failed_hosts.failed(host_key(i), node_.schedule, c_.now());
    }
    // No host could be tried, or all failed: until the first of them may be tried again; when all have failed
    // for too long, for good.
    void wait_for_hosts() {
        Entry& entry = attempt_.entry();
        if (!entry.tried) attempt_.put_off(decide::hosts_wait, {}, node_.id);
        entry.until = base::never;
        for (std::size_t i = 0; i < entry.targets.size() && node_.estate->tries_another(i, 0); ++i)
            if (const auto* memory = node_.failed_hosts.find(host_key(i)); memory && !memory->expired)
                entry.until = std::min(entry.until, memory->next);
    }

    base::Duration reuse_time() const { return node_.estate->queue.connection_reuse_time; }

    // Over a connection that an earlier delivery kept open. False: there is none, or it is no longer good.
    base::Task<bool> over_kept() {
        Entry& entry = attempt_.entry();
        while (entry.looks) {
            auto kept = node_.kept.take(entry.destination);
            if (!kept) break;
            if (kept->wire->session.broken() || !c_.node(kept->target).up()) {
                close_kept(c_, node_.id, *kept);
                continue;
            }
            entry.hosts_tried = 1;
            Outgoing out = outgoing(0);
            out.tls = estate::Tls::none;
            out.keep = out.keep && c_.now() < kept->reuse_until;
            SmtpClient<W> client(c_, attempt_.place(), out);
            Reached how = co_await client.send_over(*kept->wire, kept->target);
            if (how == Reached::broken) {
                attempt_.put_off(decide::lost_connection, {}, node_.id);
                co_return true;
            }
            if (how == Reached::stale) continue;
            take_results(client.wire(), kept->target);
            keep(client, kept->target, kept->reuse_until);
            co_return true;
        }
        entry.hosts_tried = 0;
        co_return false;
    }

    void keep(SmtpClient<W>& client, NodeId target, Instant reuse_until) {
        Wire<W>* wire = c_.now() < reuse_until ? client.release() : nullptr;
        if (wire)
            keep_connection(c_, node_, attempt_.entry().destination, *wire, target, reuse_until,
                            attempt_.message());
    }

    // A server that refuses in its greeting has not been reached, as the concurrency sees it.
    static bool past_greeting(const Wire<W>& wire) {
        const smtp::Result& first = wire.client.results()[0];
        return first.fate == smtp::Fate::accepted || first.at > smtp::Point::tls;
    }

    Outgoing outgoing(std::size_t target) {
        Outgoing out;
        const auto& mx = attempt_.entry().mx;
        if (by_name_ && target < std::min(mx.size(), fallback_))
            out.name = c_.estate.zones.names().text(mx[target].name).data();
        out.from = node_.host();
        out.client.node = node_.id;
        if (!node_.estate->addresses.empty()) out.client.address = node_.estate->addresses.front();
        out.port = attempt_.entry().transport->port;
        out.tls = attempt_.entry().transport->tls;
        out.keep = attempt_.entry().keeps;
        return out;
    }

    // False: there are none now (deferred) or ever (refused), or the session was cut.
    base::Task<bool> find_targets() {
        mail::Address first = attempt_.mail().recipients[attempt_.entry().offer.front()];
        unsigned attempt = attempt_.entry().attempts > 0 ? attempt_.entry().attempts - 1u : 0;
        std::uint64_t key = attempt_.mail().message.key;
        auto& targets = attempt_.entry().targets;
        targets.clear();
        decide::NextHop hop = decide::next_hop(c_.view(node_), node_.id, first, key, attempt);
        if (hop.kind == decide::NextHop::Kind::nodes) {
            targets.assign(hop.targets().begin(), hop.targets().end());
            add_fallback(hop);
            co_return true;
        }
        Exchange exchange{attempt_.entry().mx, false, {}, {}};
        Resolver<W> resolver{c_, node_, attempt_.session(), attempt_.message()};
        if (!co_await resolver.mx(first, decide::mx_draw(c_.view(node_), key, attempt), exchange)) {
            attempt_.put_off(decide::lost_connection, {}, node_.id);
            co_return false;
        }
        if (exchange.failed && decide::may_fall_back(*hop.transport, exchange.enhanced)) {
            add_fallback(hop);
            co_return true;
        }
        if (exchange.failed) {
            mail::Reply reply{0, exchange.enhanced, exchange.text};
            if (exchange.enhanced.class_ == 5)
                attempt_.refuse_all(reply, node_.id);
            else
                attempt_.put_off(reply, {}, node_.id);
            co_return false;
        }
        by_name_ = true;
        for (const dns::MxTarget& target : exchange.targets)
            targets.push_back(c_.estate.node_at(target.address));
        add_fallback(hop);
        co_return true;
    }
    void add_fallback(const decide::NextHop& hop) {
        auto& targets = attempt_.entry().targets;
        fallback_ = targets.size();
        targets.insert(targets.end(), hop.transport->fallback.begin(), hop.transport->fallback.end());
    }

    // Taken copies are already somebody else's; refused ones fail; the others are offered to the next host.
    void take_results(Wire<W>& wire, NodeId at) {
        Entry& e = attempt_.entry();
        std::size_t kept = 0;
        auto taken = [&](std::uint32_t position) {
            return wire.committed &&
                   std::find(wire.accepted.begin(), wire.accepted.end(), position) != wire.accepted.end();
        };
        for (std::uint32_t position = 0; position < e.offer.size(); ++position) {
            std::uint32_t copy = e.offer[position];
            const smtp::Result& result = wire.client.results()[position];
            if (taken(position)) continue;  // left at the instant at which it was taken
            if (result.reply == smtp::message_too_large) {
                attempt_.fail(copy, too_large(at), decide::rule_id("size"), at, result.at);
            } else if (result.fate == smtp::Fate::permanent) {
                attempt_.fail(copy, result.reply, wire.rules[position], at, result.at);
            } else {
                attempt_.put_off(result.reply, wire.rules[position], at, result.at);
                e.offer[kept++] = copy;
            }
        }
        e.offer.resize(kept);
    }

    mail::Reply too_large(NodeId at) {
        return decide::too_large(c_.view(node_), c_.node(at).id, attempt_.mail().message.size);
    }

    Attempt<W>& attempt_;
    Context<W>& c_;
    Node<W>& node_;
    bool by_name_ = false;                                            // the targets are the entry's mx
    std::size_t fallback_ = std::numeric_limits<std::size_t>::max();  // where the transport's fallback begins
};

template <class W>
base::Task<void> deliver(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Attempt<W> attempt(c, node, place);
    Entry& entry = attempt.entry();
    queue::Result result = queue::Result::reached;
    {
        Place<W> process(c, node, entry.local ? Process::local : Process::smtp, attempt.message());
        if (co_await process.take(attempt.session(), base::never_ends / 2) == Outcome::done) {
            if (entry.transport == nullptr)
                attempt.refuse_all(decide::no_route, {});
            else if (entry.local)
                co_await MailboxDelivery<W>(attempt).run();
            else
                result = co_await SmtpDelivery<W>(attempt).run();
            co_await attempt.report();
        }
    }
    attempt.tell_attempts();
    attempt.finish(result);
}

template <class W>
void start_delivery(Context<W>& c, Node<W>& node, std::uint32_t place) {
    c.world.spawn(deliver(c, node, place));
}

}  // namespace mailsim::nodes
