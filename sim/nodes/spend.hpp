// Spending what a verdict or an operation costs, and telling each stay at a station as a fact.
#pragma once
#include <cmath>

#include "base/task.hpp"
#include "nodes/ask.hpp"

namespace mailsim::nodes {

// How long one greeting, command or process start may take before a client gives up (RFC 5321 4.5.3.2.1: 5
// minutes).
inline constexpr base::Duration greeting_timeout = std::chrono::minutes(5);

// A stay at a station begins; end_visit tells it.
template <class W>
Instant begin_visit(Context<W>& c, base::StationId station, base::Duration demand) {
    Inside& inside = c.inside[station.index()];
    ++inside.count;
    inside.since += c.now().time_since_epoch().count();
    inside.demand += demand.count();
    return c.now();
}

template <class W>
void end_visit(Context<W>& c, base::StationId station, Instant since, base::Duration demand, NodeId node,
               base::MessageId message) {
    Inside& inside = c.inside[station.index()];
    --inside.count;
    inside.since -= since.time_since_epoch().count();
    inside.demand -= demand.count();
    facts::Fact f;
    f.at = c.now();
    f.kind = facts::Kind::visit;
    f.node = node;
    f.message = message;
    f.station = station;
    f.value = (f.at - since).count();
    f.amount = demand.count();
    c.stream.emit(facts::Level::visit, f);
}

// Work takes sometimes more and sometimes less than its demand: a fixed part, and a part that is exponential.
template <class W>
base::Duration varied(Context<W>& c, Node<W>& node, base::Duration work) {
    double variation = c.estate.platform.hosts[node.host().index()].variation;
    if (variation == 0 || work.count() == 0) return work;
    double u = c.draws.uniform(node.id.value, base::Purpose::service, node.works++);
    double factor = 1 - variation - variation * std::log1p(-u);
    return base::Duration{static_cast<std::int64_t>(factor * static_cast<double>(work.count()))};
}

// Which kind of process does a piece of work: on a host that shares its processors by kind, all of a kind of
// one node have one share together.
enum class Worker : std::uint8_t { other, smtpd, cleanup, manager, log, sender, lmtp, mailbox };
inline constexpr std::uint32_t worker_count = 8;

// A process that sleeps most of the time has the processor soon after it wakes up, however many others want
// it (Linux's fair scheduler): the queue manager and the log's writer. Otherwise an overloaded machine would
// starve them. Where processors are shared by kind, they have a share of their own.
inline constexpr double manager_weight = 10;

template <class W>
auto use_processor(Context<W>& c, Node<W>& node, typename W::Session& session, base::Duration work,
                   Worker worker) {
    bool by_kind = c.estate.platform.hosts[node.host().index()].shares == estate::Shares::kinds;
    std::uint32_t kind = by_kind ? 1 + node.id.value * worker_count + static_cast<std::uint32_t>(worker) : 0;
    bool sleeper = worker == Worker::manager || worker == Worker::log;
    double weight = !by_kind && sleeper ? manager_weight : 1;
    return c.world.host(node.host()).cpu.use(session, work, weight * node.estate->share, kind);
}

// Of a session's work, at either end, what is done when the other end has had its answer: the last words, the
// log's line, telling the master process. Our assumption.
inline constexpr double afterwards = 0.25;

inline decide::Cost part_of(decide::Cost cost, double share) {
    cost.cpu = base::Duration{static_cast<std::int64_t>(share * static_cast<double>(cost.cpu.count()))};
    return cost;
}

inline Instant end_of_wait(Instant now, const decide::Cost& cost) {
    Instant end = now + cost.wait;
    base::Duration over = cost.step.count() > 0 ? end.time_since_epoch() % cost.step : base::Duration{0};
    return over.count() > 0 ? end + (cost.step - over) : end;
}

// Processor first, then disk, then time that passes without either, at the node's host. failed: the host went
// off, or the session was cut. message: whose work it is, for those who follow it.
template <class W>
base::Task<Outcome> spend(Context<W>& c, Node<W>& node, typename W::Session& session, decide::Cost cost,
                          base::MessageId message, Worker worker = Worker::other) {
    auto& host = c.world.host(node.host());
    cost.cpu = varied(c, node, cost.cpu);
    if (node.slow != 1)
        cost.cpu =
            base::Duration{static_cast<std::int64_t>(node.slow * static_cast<double>(cost.cpu.count()))};
    if (cost.cpu.count() > 0 && session.may_wait()) {
        Instant since = begin_visit(c, node.processor, cost.cpu);
        Outcome outcome = co_await use_processor(c, node, session, cost.cpu, worker);
        end_visit(c, node.processor, since, cost.cpu, node.id, message);
        if (outcome != Outcome::done) co_return outcome;
    }
    if ((cost.writes > 0 || cost.bytes.count > 0) && session.may_wait()) {
        int operations = static_cast<int>(std::ceil(cost.writes));
        base::Duration length = host.disk.time(cost.bytes, operations);
        Instant since = begin_visit(c, node.disk, length);
        Outcome outcome = co_await host.disk.write(session, cost.bytes, operations);
        end_visit(c, node.disk, since, length, node.id, message);
        if (outcome != Outcome::done) co_return outcome;
    }
    if (cost.wait.count() > 0 && session.may_wait()) {
        Instant end = end_of_wait(c.now(), cost);
        tell_detail(c, facts::Kind::paused, node.id, {}, message, c.now(), end - c.now(), 0,
                    "a wait that a rule asks for");
        co_await session.sleep_until(end);
    }
    co_return session.may_wait() ? Outcome::done : session.outcome;
}

// Something that one at a time may have; given back when this goes.
template <class W>
class Turn {
  public:
    explicit Turn(typename W::Slots& slots) : slots_(slots) {}
    Turn(const Turn&) = delete;
    ~Turn() {
        if (held_) slots_.give();
    }
    base::Task<Outcome> take(typename W::Session& session) {
        Outcome outcome = slots_.try_take() ? Outcome::done : co_await slots_.take(session);
        held_ = outcome == Outcome::done;
        co_return outcome;
    }

  private:
    typename W::Slots& slots_;
    bool held_ = false;
};

// A process that is not there has to be started: the master process starts one of a kind at a time.
template <class W>
base::Task<Outcome> start_process(Context<W>& c, Node<W>& node, typename W::Session& session, Process process,
                                  base::MessageId message) {
    auto& pool = node.pools[static_cast<std::size_t>(process)];
    const base::Duration work = c.demand(node.id, Operation::process_start).cpu;
    if (work.count() == 0 || pool.take_idle(c.now(), node.estate->processes)) co_return Outcome::done;
    if (!pool.starter) pool.starter = std::make_unique<typename W::Slots>(c.world.calendar(), 1);
    Turn<W> turn(*pool.starter);
    if (co_await turn.take(session) != Outcome::done) co_return session.outcome;
    co_return co_await spend(c, node, session, {work, 0, {0}, {}, {}}, message);
}

// A process of a node: asked for, held, given back.
template <class W>
class Place {
  public:
    Place(Context<W>& c, Node<W>& node, Process process, base::MessageId message = {})
        : c_(c), node_(node), process_(process), message_(message) {}
    Place(const Place&) = delete;
    ~Place() { give(); }

    // refused: the listen queue is full; timed_out: waited longer than `patience`.
    base::Task<Outcome> take(typename W::Session& session, base::Duration patience = greeting_timeout) {
        auto& places = node_.places(process_);
        came_ = c_.now();
        Outcome outcome = Outcome::done;
        if (!places.try_take()) {
            Inside& inside = c_.inside[station().index()];
            ++inside.count;
            inside.since += came_.time_since_epoch().count();
            session.deadline(came_ + patience);
            outcome = co_await places.take(session);
            session.deadline(base::never);
            --inside.count;
            inside.since -= came_.time_since_epoch().count();
        }
        if (outcome == Outcome::done) {
            hold();
            outcome = co_await start_process(c_, node_, session, process_, message_);
            if (outcome != Outcome::done) give();
        } else if (outcome != Outcome::refused) {
            tell(base::Duration{0});
        }
        co_return outcome;
    }
    bool held() const { return held_; }
    void give() {
        if (!held_) return;
        held_ = false;
        Inside& inside = c_.inside[station().index()];
        --inside.count;
        --inside.served;
        inside.since -= came_.time_since_epoch().count();
        inside.demand -= given_.time_since_epoch().count();
        node_.places(process_).give();
        node_.pools[static_cast<std::size_t>(process_)].give_back(c_.now());
        tell(c_.now() - given_);
    }

  private:
    base::StationId station() const { return node_.station(process_); }
    void hold() {
        held_ = true;
        given_ = c_.now();
        Inside& inside = c_.inside[station().index()];
        ++inside.count;
        ++inside.served;
        inside.since += came_.time_since_epoch().count();
        inside.demand += given_.time_since_epoch().count();
    }
    void tell(base::Duration held) {
        facts::Fact f;
        f.at = c_.now();
        f.kind = facts::Kind::visit;
        f.node = node_.id;
        f.message = message_;
        f.station = station();
        f.value = (f.at - came_).count();
        f.amount = held.count();
        c_.stream.emit(facts::Level::visit, f);
    }
    Context<W>& c_;
    Node<W>& node_;
    Process process_;
    base::MessageId message_;
    Instant came_, given_;
    bool held_ = false;
};

template <class W>
void refused_for_lack(Context<W>& c, NodeId node, estate::Protocol protocol) {
    facts::Fact f = c.fact(facts::Kind::session_refused, node);
    f.detail = static_cast<std::uint8_t>(protocol);
    c.stream.emit(facts::Level::hop, f);
}

template <class W>
void tell_phase(Context<W>& c, NodeId node, facts::Phase phase, base::Duration length) {
    facts::Fact f = c.fact(facts::Kind::phase, node);
    f.detail = static_cast<std::uint8_t>(phase);
    f.value = length.count();
    c.stream.emit(facts::Level::hop, f);
}

template <class W>
facts::Fact session_fact(Context<W>& c, NodeId node, NodeId other, estate::Protocol protocol,
                         base::Duration length) {
    facts::Fact f = c.fact(facts::Kind::session, node);
    f.other = other;
    f.detail = static_cast<std::uint8_t>(protocol);
    f.value = length.count();
    return f;
}
template <class W>
void tell_session(Context<W>& c, NodeId node, NodeId other, estate::Protocol protocol,
                  base::Duration length) {
    c.stream.emit(facts::Level::hop, session_fact(c, node, other, protocol, length));
}

}  // namespace mailsim::nodes
