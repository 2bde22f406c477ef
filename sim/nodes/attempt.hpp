// One delivery attempt of one queue entry, as every way of delivering sees it: the queue manager's work
// before and after, and what became of each copy. Where the copies go is mailbox_delivery.hpp's and
// deliver.hpp's.
#pragma once
#include "nodes/bounce.hpp"
#include "nodes/custody.hpp"

namespace mailsim::nodes {

// Of the queue manager's work for a delivery, what it does when it is told how it ended; the rest is handing
// it over. Fitted to the growth of concurrency in recorded case 24, for which only the proportion of the two
// matters.
inline constexpr double report_share = 0.45;

template <class W>
class Attempt {
  public:
    Attempt(Context<W>& c, Node<W>& node, std::uint32_t place)
        : c_(c), node_(node), place_(place), session_(c.world.calendar()) {
        Entry& e = entry();
        e.offer = e.copies;
        e.failed.clear();
        e.hosts_tried = 0;
        e.until = {};
        e.tried = false;
        session_.attach(c_.world.gate(node_.id, node_.host()));
        e.began = c_.now();
    }

    Context<W>& context() { return c_; }
    Node<W>& node() { return node_; }
    typename W::Session& session() { return session_; }
    std::uint32_t place() const { return place_; }
    Entry& entry() { return c_.entries[place_]; }
    Mail& mail() { return c_.mails[entry().mail]; }
    base::MessageId message() const { return message_; }

    decide::Cost cost(Operation operation) {
        return decide::Cost::of(c_.demand(node_.id, operation), mail().message.size);
    }

    // A copy is out of this entry's hands: taken by somebody.
    void take_out(std::uint32_t copy) { leave_entry(c_, entry(), copy); }
    // Refused for good; it is in the queue until its sender is told.
    void fail(std::uint32_t copy, const mail::Reply& reply, base::RuleId rule, NodeId at,
              smtp::Point point = smtp::Point::none) {
        if (node_.estate->queue.soft_bounce) return put_off(decide::not_for_good(reply), rule, at, point);
        auto& copies = entry().copies;
        copies.erase(std::find(copies.begin(), copies.end(), copy));
        entry().failed.push_back({copy, reply, rule, at, static_cast<std::uint8_t>(point)});
    }
    void refuse_all(const mail::Reply& reply, NodeId at) {
        for (std::uint32_t copy : std::vector<std::uint32_t>(entry().copies)) fail(copy, reply, {}, at);
    }
    void put_off(const mail::Reply& reply, base::RuleId rule, NodeId at,
                 smtp::Point point = smtp::Point::none) {
        entry().last = reply;
        entry().last_rule = rule;
        entry().last_node = at;
        entry().last_point = static_cast<std::uint8_t>(point);
    }

    // The queue manager hands the message over: the delivery counts as started from here.
    base::Task<bool> pass_queue_manager() {
        bool passed = false;
        {
            Turn<W> turn(node_.manager);
            if (co_await turn.take(session_) == Outcome::done)
                passed = co_await spend(c_, node_, session_, queue_work(1 - report_share), message_,
                                        Worker::manager) == Outcome::done;
        }
        if (!passed) put_off(decide::lost_connection, {}, node_.id);
        begin();
        pump(c_, node_);
        co_return passed;
    }

    // The log's line and the report to the queue manager, one process after the other: both have one reader.
    base::Task<void> report() {
        if (!started_) co_return;
        Turn<W> turn(node_.reports);
        if (co_await turn.take(session_) == Outcome::done)
            co_await spend(c_, node_, session_, queue_work(report_share), message_, Worker::log);
    }

    // The attempts of the copies that somebody took were told with their ledger facts.
    void tell_attempts() {
        const Entry& e = entry();
        for (std::uint32_t copy : e.copies)
            tell_attempt(c_, node_.id, e, copy, e.last, e.last_node, e.last_point, e.last_rule);
        for (const Failure& f : e.failed)
            tell_attempt(c_, node_.id, e, f.copy, f.reply, f.at, f.point, f.rule);
    }

    void finish(queue::Result result) {
        Entry& e = entry();
        queue::Destinations& set = node_.destinations_of(e);
        queue::DestinationId destination = e.destination;
        begin();
        auto effect = set.finished(destination, result, c_.now());
        if (effect.died) suspend(node_, destination, {c_.suspended(e.last), e.last_node});
        if (node_.schedule.releases_recovered) watch_recovery(destination, result);
        auto& told = c_.files[e.file].failed;
        told.insert(told.end(), e.failed.begin(), e.failed.end());
        e.failed.clear();
        if (e.copies.empty())
            leave_queue(c_, node_, place_);
        else
            defer(c_, node_, place_);
        if (effect.died)
            while (auto waiting = set.take_waiting(destination)) defer_suspended(c_, node_, *waiting);
        pump(c_, node_);
    }

  private:
    decide::Cost queue_work(double share) { return part_of(cost(Operation::queue_pass), share); }

    // Axigen: the first success for a destination that failed makes all its mail due.
    void watch_recovery(queue::DestinationId destination, queue::Result result) {
        std::vector<bool>& failing = node_.failing;
        if (destination.index() >= failing.size()) failing.resize(destination.index() + 1);
        if (result == queue::Result::failed) {
            failing[destination.index()] = true;
        } else if (failing[destination.index()] &&
                   entry().copies.size() + entry().failed.size() < began_with_) {
            failing[destination.index()] = false;
            node_.queue.flush_if(
                c_.now(), [&](std::uint32_t place) { return c_.entries[place].destination == destination; });
        }
    }

    void begin() {
        if (std::exchange(started_, true)) return;
        node_.destinations_of(entry()).started(entry().destination);
    }

    Context<W>& c_;
    Node<W>& node_;
    std::uint32_t place_;
    typename W::Session session_;
    base::MessageId message_ = mail().message.id;  // all copies may be somebody else's at the end
    std::size_t began_with_ = entry().copies.size();
    bool started_ = false;
};

}  // namespace mailsim::nodes
