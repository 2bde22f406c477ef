// One delivery attempt of one queue entry: into mailboxes here, or over SMTP to the hosts of the next hop;
// and what follows: the copies that were taken are gone, those refused for good come back as a notification,
// the rest wait.
#pragma once
#include <algorithm>

#include "nodes/resolve.hpp"
#include "nodes/send.hpp"

namespace mailsim::nodes {

inline constexpr std::size_t most_addresses = 5;    // Postfix smtp_mx_address_limit
inline constexpr std::int64_t bounce_text = 3'000;  // a DSN's own parts, our assumption
inline constexpr std::int64_t bounce_size_limit =
    50'000;  // Postfix bounce_size_limit: of the message returned
inline constexpr mail::Reply suspended{0, {4, 4, 1}, "delivery temporarily suspended"};

// Of the queue manager's work for a delivery, what it does when it is told how it ended; the rest is handing
// it over. Fitted to the growth of concurrency in recorded case 24, for which only the proportion of the two
// matters.
inline constexpr double report_share = 0.45;
// A process that sleeps most of the time has the processor soon after it wakes up, however many others want
// it (Linux's fair scheduler): the queue manager and the log's writer. Otherwise an overloaded machine would
// starve them.
inline constexpr double manager_weight = 10;

// A DSN for the copies that failed goes back to the sender (RFC 3464); a DSN that fails vanishes (RFC
// 5321 4.5.5).
template <class W>
void bounce(Context<W>& c, Node<W>& node, Entry& entry) {
    if (entry.failed.empty()) return;
    Mail& mail = c.mails[entry.mail];
    bool null_sender = mail.message.sender.null();
    std::uint32_t dsn = 0;
    bool notify = !null_sender && !entry.outside;
    if (notify) {
        dsn = c.new_mail(Origin::inside, node.id);
        Mail& report = c.mails[dsn];
        report.recipients.push_back(mail.message.sender);
        report.message.kind = mail::Kind::dsn;
        report.message.key = base::mix(mail.message.key + 1 + entry.failed.front().copy);
        report.message.size = {bounce_text + std::min(mail.message.size.count, bounce_size_limit)};
        c.start(dsn);
    }
    std::uint32_t original = entry.mail;
    for (const Failure& failure : entry.failed) {
        Mail& from = c.mails[original];
        NodeId at = failure.at.valid() ? failure.at : node.id;
        if (entry.outside)
            answer_outside(c, from, failure.copy, at, false, failure.reply, failure.rule);
        else
            c.ledger(null_sender ? facts::Kind::discarded : facts::Kind::bounced, node.id, from, failure.copy,
                     failure.at, failure.reply, failure.rule);
        c.end_copy(original);
    }
    entry.failed.clear();
    if (!notify) return;
    c.ledger(facts::Kind::created, node.id, c.mails[dsn], 0);
    std::uint32_t place = c.new_entry(dsn, node.id);
    c.entries[place].copies.push_back(0);
    enqueue(c, node, place);
}

// What is left of an entry after an attempt waits for the next one, or is given up.
template <class W>
void defer(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Entry& entry = c.entries[place];
    queue::Retry retry = node.queue.defer(entry.ticket, c.now());
    if (!retry.give_up) {
        tell_queued(c, facts::Kind::deferred, node.id, entry, retry.at.time_since_epoch().count());
        return;
    }
    for (std::uint32_t copy : entry.copies)
        entry.failed.push_back({copy, entry.last, entry.last_rule, entry.last_node});
    node.queued -= entry.copies.size();
    if (entry.outside) node.queued_outside -= entry.copies.size();
    entry.copies.clear();
    node.queue.remove(entry.ticket);
    bounce(c, node, entry);
    c.give_entry(place);
}

template <class W>
void defer_suspended(Context<W>& c, Node<W>& node, std::uint32_t place) {
    if (c.entries[place].last.enhanced.class_ == 0) c.entries[place].last = suspended;
    defer(c, node, place);
}

template <class W>
class Delivery {
  public:
    Delivery(Context<W>& c, Node<W>& node, std::uint32_t place)
        : c_(c), node_(node), place_(place), session_(c.world.calendar()) {}

    base::Task<void> run() {
        Entry& entry = c_.entries[place_];
        entry.offer = entry.copies;
        entry.failed.clear();
        entry.hosts_tried = 0;
        session_.attach(c_.world.host(node_.host()));
        entry.began = c_.now();
        queue::Result result = queue::Result::reached;
        {
            Place<W> process(c_, node_, entry.local ? Process::local : Process::smtp);
            if (co_await process.take(session_, base::never_ends / 2) == Outcome::done) {
                if (entry.transport == nullptr)
                    refuse_all(decide::no_route, {});
                else if (entry.local)
                    co_await into_mailboxes();
                else
                    result = co_await over_smtp();
                if (started_) co_await report();
            }
        }
        tell_attempts();
        finish(result);
    }

  private:
    Entry& entry() { return c_.entries[place_]; }
    Mail& mail() { return c_.mails[entry().mail]; }

    decide::Cost cost(Operation operation) {
        return decide::Cost::of(c_.demand(node_.id, operation), mail().message.size);
    }

    // A copy is out of this entry's hands: taken by somebody, or refused for good.
    void take_out(std::uint32_t copy) { leave_entry(c_, entry(), copy); }
    void fail(std::uint32_t copy, const mail::Reply& reply, base::RuleId rule, NodeId at) {
        take_out(copy);
        entry().failed.push_back({copy, reply, rule, at});
    }
    void refuse_all(const mail::Reply& reply, NodeId at) {
        for (std::uint32_t copy : std::vector<std::uint32_t>(entry().copies)) fail(copy, reply, {}, at);
    }
    void put_off(const mail::Reply& reply, base::RuleId rule, NodeId at) {
        entry().last = reply;
        entry().last_rule = rule;
        entry().last_node = at;
    }

    // The queue manager hands the message over: the delivery counts as started from here.
    base::Task<bool> pass_queue_manager() {
        bool passed = false;
        {
            Turn<W> turn(node_.manager);
            if (co_await turn.take(session_) == Outcome::done)
                passed = co_await spend(c_, node_, session_, queue_work(1 - report_share), manager_weight) ==
                         Outcome::done;
        }
        if (!passed) put_off(decide::lost_connection, {}, node_.id);
        begin();
        pump(c_, node_);
        co_return passed;
    }

    decide::Cost queue_work(double share) {
        decide::Cost work = cost(Operation::queue_pass);
        work.cpu = base::Duration{static_cast<std::int64_t>(share * static_cast<double>(work.cpu.count()))};
        return work;
    }

    // The log's line and the report to the queue manager, one process after the other: both have one reader.
    base::Task<void> report() {
        Turn<W> turn(node_.reports);
        if (co_await turn.take(session_) == Outcome::done)
            co_await spend(c_, node_, session_, queue_work(report_share), manager_weight);
    }

    void begin() {
        if (std::exchange(started_, true)) return;
        (entry().local ? node_.local : node_.remote).started(entry().destination);
    }

    base::Task<void> into_mailboxes() {
        if (!co_await pass_queue_manager()) co_return;
        decide::Cost each = cost(Operation::mailbox_delivery);
        for (std::uint32_t copy : entry().offer) {
            if (co_await spend(c_, node_, session_, each) != Outcome::done)
                co_return put_off(decide::lost_connection, {}, node_.id);
            put_into_mailbox(copy);
        }
    }

    void put_into_mailbox(std::uint32_t copy) {
        mail::Address recipient = mail().recipients[copy];
        if (!c_.estate.has_mailbox(recipient))
            return fail(copy, {550, {5, 1, 1}, "<{recipient}> User doesn't exist: {recipient}"}, {},
                        node_.id);
        decide::Client local;
        local.node = node_.id;
        local.protocol = estate::Protocol::lmtp;
        decide::Transaction t{mail().message.sender, recipient, mail().message.size, mail().message.key, 0,
                              entry().hops,          0,         mail().message.spam};
        decide::Verdict v = decide::judge(c_.view(node_), node_.id, decide::Stage::delivery, local, t);
        if (!v.accepted()) {
            if (v.reply.permanent()) return fail(copy, v.reply, v.rule, node_.id);
            return put_off(v.reply, v.rule, node_.id);
        }
        std::uint32_t mailbox = c_.estate.mailbox(recipient);
        base::Bytes size = mail().message.size;
        c_.counts.deliver(mailbox::MailboxId{mailbox}, size, c_.now());
        std::uint32_t slot = entry().mail;
        tell_attempt(c_, node_.id, entry(), copy, {250, {2, 0, 0}, "Ok"}, node_.id);
        if (entry().outside)
            answer_outside(c_, mail(), copy, node_.id, true);  // a peer's own users among themselves
        take_out(copy);
        delivered(c_, node_.id, slot, copy);
        if (c_.delivered_to) c_.delivered_to(c_.delivered_context, mailbox, size);
    }

    base::Task<queue::Result> over_smtp() {
        if (!co_await pass_queue_manager()) co_return queue::Result::reached;
        if (co_await spend(c_, node_, session_, cost(Operation::smtp_delivery)) != Outcome::done) {
            put_off(decide::lost_connection, {}, node_.id);
            co_return queue::Result::reached;
        }
        if (!co_await find_targets()) co_return queue::Result::reached;
        bool reached = false;
        for (std::size_t i = 0; i < entry().targets.size() && i < most_addresses && !entry().offer.empty();
             ++i) {
            ++entry().hosts_tried;
            SmtpClient<W> client(c_, place_, outgoing());
            Reached how = co_await client.send_to(entry().targets[i], session_);
            if (how == Reached::broken) {
                put_off(decide::lost_connection, {}, node_.id);
                co_return queue::Result::reached;
            }
            if (how == Reached::talked) {
                reached = reached || past_greeting(client.wire());
                take_results(client.wire(), entry().targets[i]);
            } else {
                put_off(client.failure(), {}, entry().targets[i]);
            }
        }
        co_return reached ? queue::Result::reached : queue::Result::failed;
    }

    // A server that refuses in its greeting has not been reached, as the concurrency sees it.
    static bool past_greeting(const Wire<W>& wire) {
        const smtp::Result& first = wire.client.results()[0];
        return first.fate == smtp::Fate::accepted || first.at > smtp::Point::tls;
    }

    Outgoing outgoing() {
        Outgoing out;
        out.from = node_.host();
        out.client.node = node_.id;
        if (!node_.estate->addresses.empty()) out.client.address = node_.estate->addresses.front();
        out.port = entry().transport->port;
        out.tls = entry().transport->tls;
        return out;
    }

    // False: there are none now (deferred) or ever (refused), or the session was cut.
    base::Task<bool> find_targets() {
        mail::Address first = mail().recipients[entry().offer.front()];
        unsigned attempt = entry().attempts > 0 ? entry().attempts - 1u : 0;
        std::uint64_t key = mail().message.key;
        auto& targets = entry().targets;
        targets.clear();
        decide::NextHop hop = decide::next_hop(c_.view(node_), node_.id, first, key, attempt);
        if (hop.kind == decide::NextHop::Kind::nodes) {
            targets.assign(hop.targets().begin(), hop.targets().end());
            co_return true;
        }
        Exchange exchange{entry().mx, false, {}, {}};
        Resolver<W> resolver{c_, node_, session_};
        if (!co_await resolver.mx(first, decide::mx_draw(c_.view(node_), key, attempt), exchange)) {
            put_off(decide::lost_connection, {}, node_.id);
            co_return false;
        }
        if (exchange.failed) {
            mail::Reply reply{0, exchange.enhanced, exchange.text};
            if (exchange.enhanced.class_ == 5)
                refuse_all(reply, node_.id);
            else
                put_off(reply, {}, node_.id);
            co_return false;
        }
        for (const dns::MxTarget& target : exchange.targets)
            targets.push_back(c_.estate.node_at(target.address));
        co_return true;
    }

    // Taken copies are already somebody else's; refused ones fail; the others are offered to the next host.
    void take_results(Wire<W>& wire, NodeId at) {
        Entry& e = entry();
        std::size_t kept = 0;
        auto taken = [&](std::uint32_t position) {
            return wire.committed &&
                   std::find(wire.accepted.begin(), wire.accepted.end(), position) != wire.accepted.end();
        };
        for (std::uint32_t position = 0; position < e.offer.size(); ++position) {
            std::uint32_t copy = e.offer[position];
            const smtp::Result& result = wire.client.results()[position];
            if (taken(position)) continue;  // left at the instant at which it was taken
            if (result.fate == smtp::Fate::permanent) {
                fail(copy, result.reply, wire.rules[position], at);
            } else {
                put_off(result.reply, wire.rules[position], at);
                e.offer[kept++] = copy;
            }
        }
        e.offer.resize(kept);
    }

    // The attempts of the copies that somebody took were told with their ledger facts.
    void tell_attempts() {
        const Entry& e = entry();
        for (std::uint32_t copy : e.copies) tell_attempt(c_, node_.id, e, copy, e.last, e.last_node);
        for (const Failure& f : e.failed) tell_attempt(c_, node_.id, e, f.copy, f.reply, f.at);
    }

    void finish(queue::Result result) {
        Entry& e = entry();
        queue::Destinations& set = e.local ? node_.local : node_.remote;
        queue::DestinationId destination = e.destination;
        begin();
        auto effect = set.finished(destination, result, c_.now());
        if (e.copies.empty()) {
            node_.queue.remove(e.ticket);
            bounce(c_, node_, e);
            c_.give_entry(place_);
        } else {
            bounce(c_, node_, e);
            defer(c_, node_, place_);
        }
        if (effect.died)
            while (auto waiting = set.take_waiting(destination)) defer_suspended(c_, node_, *waiting);
        pump(c_, node_);
    }

    Context<W>& c_;
    Node<W>& node_;
    std::uint32_t place_;
    typename W::Session session_;
    bool started_ = false;
};

template <class W>
base::Task<void> deliver(Context<W>& c, Node<W>& node, std::uint32_t place) {
    Delivery<W> delivery(c, node, place);
    co_await delivery.run();
}

template <class W>
void start_delivery(Context<W>& c, Node<W>& node, std::uint32_t place) {
    c.world.spawn(deliver(c, node, place));
}

}  // namespace mailsim::nodes
