// Definitions of context.hpp's templates. Include context.hpp.
#pragma once
#include "nodes/context.hpp"

namespace mailsim::nodes {

inline queue::Schedule schedule_of(const estate::QueueSettings& q) {
    if (q.schedule != "postfix") {
        queue::Schedule schedule = *queue::schedule_called(q.schedule);
        if (q.lifetime == estate::QueueSettings{}.lifetime) return schedule;
        if (auto* table = std::get_if<queue::AgeTable>(&schedule.kind))
            table->lifetime = q.lifetime;
        else
            std::get<queue::PostfixBackoff>(schedule.kind).maximal_queue_lifetime = q.lifetime;
        return schedule;
    }
    queue::Schedule schedule;
    schedule.kind = queue::PostfixBackoff{q.minimal_backoff, q.maximal_backoff, q.scan,
                                          q.scan_phase,      q.lifetime,        q.bounce_lifetime};
    return schedule;
}

// Postfix's queue manager hands work to so many processes of one transport at a time
// (QMGR_TRANSPORT_MAX_PEND).
inline constexpr std::uint32_t most_starting = 2;

inline queue::SlotRules slots_of(const estate::QueueSettings& settings) {
    return {static_cast<std::uint32_t>(settings.delivery_slot_cost),
            static_cast<std::uint32_t>(settings.delivery_slot_loan),
            static_cast<std::uint32_t>(settings.delivery_slot_discount),
            static_cast<std::uint32_t>(settings.minimum_delivery_slots)};
}

inline queue::ConcurrencyLimits limits_of(const estate::Node& node, Process process) {
    queue::ConcurrencyLimits limits;
    limits.process_limit =
        static_cast<std::uint32_t>(node.processes.limit[static_cast<std::size_t>(process)]);
    limits.initial = static_cast<std::uint32_t>(node.queue.initial_concurrency);
    limits.limit = static_cast<std::uint32_t>(node.queue.concurrency_limit);
    limits.positive = node.queue.positive_feedback;
    limits.negative = node.queue.negative_feedback;
    limits.half_early = node.queue.half_early;
    limits.failed_cohort_limit = node.queue.failed_cohort_limit;
    limits.dead_for = node.queue.dead_time.count() > 0 ? node.queue.dead_time : node.queue.minimal_backoff;
    limits.starting_limit = most_starting;
    limits.slots = slots_of(node.queue);
    if (schedule_of(node.queue).remembers_hosts)
        limits.failed_cohort_limit = 0;  // its hosts' records do that
    limits.rate_delay = node.queue.rate_delay;
    if (limits.rate_delay.count() > 0) limits.initial = limits.limit = 1;
    if (process == Process::local) limits.rate_delay = base::Duration{0};
    if (process == Process::local) limits.initial = limits.limit = limits.process_limit;
    limits.initial = std::min(limits.initial, limits.limit);  // as Postfix does (qmgr_transport.c)
    return limits;
}

inline queue::ConcurrencyLimits limits_of(const estate::Node& node, const estate::Transport& transport) {
    queue::ConcurrencyLimits limits = limits_of(node, Process::smtp);
    auto set = [](std::uint32_t& limit, int own) {
        if (own > 0) limit = static_cast<std::uint32_t>(own);
    };
    limits.initial = static_cast<std::uint32_t>(node.queue.initial_concurrency);
    set(limits.initial, transport.initial_concurrency);
    set(limits.limit, transport.concurrency_limit);
    set(limits.process_limit, transport.process_limit);
    if (limits.rate_delay.count() > 0) limits.initial = limits.limit = 1;
    limits.initial = std::min(limits.initial, limits.limit);
    return limits;
}

inline smtp::ServerPolicy policy_of(const estate::Node& node, const estate::Listener& listener,
                                    bool stressed = false) {
    smtp::ServerPolicy policy =
        listener.protocol == estate::Protocol::lmtp ? smtp::dovecot_lmtp : smtp::postfix_smtp;
    const estate::ServerSettings& server = node.server;
    policy.soft_error_limit = static_cast<std::uint32_t>(server.soft_error_limit);
    policy.hard_error_limit =
        static_cast<std::uint32_t>(stressed ? server.stress_hard_error_limit : server.hard_error_limit);
    policy.junk_limit = static_cast<std::uint32_t>(stressed ? server.stress_junk_limit : server.junk_limit);
    policy.recipient_limit = static_cast<std::uint32_t>(server.recipient_limit);
    policy.offers.size = 0;
    if (!node.dsn || policy.lmtp) policy.offers.drop(smtp::Extension::dsn);
    for (const estate::Setting& rule : node.rules)
        if (rule.rule == "size") policy.offers.size = rule.values[0].bytes().count;
    if (listener.tls == estate::Tls::starttls) policy.offers.add(smtp::Extension::starttls);
    if (listener.protocol == estate::Protocol::submission) {
        policy.offers.add(smtp::Extension::auth_plain);
        policy.tls_required = listener.tls == estate::Tls::starttls;
    }
    return policy;
}

template <class W>
Node<W>::Node(W& world, NodeId its_id, const estate::Node& its_estate, queue::Schedule its_schedule,
              typename W::Slots::Memory& memory)
    : id(its_id),
      estate(&its_estate),
      schedule(its_schedule),
      queue(schedule, {static_cast<std::uint32_t>(its_estate.queue.active_limit),
                       static_cast<std::uint32_t>(its_estate.queue.active_recipient_limit),
                       static_cast<std::uint32_t>(its_estate.queue.message_recipient_minimum)}),
      remote(limits_of(its_estate, Process::smtp)),
      local(limits_of(its_estate, Process::local)),
      manager(world.calendar(), 1),
      reports(world.calendar(), 1),
      flow(its_estate.processes.limit[static_cast<std::size_t>(Process::smtpd)]) {
    for (const estate::Transport& transport : its_estate.transports)
        own.push_back(transport.has_own_limits()
                          ? std::make_unique<queue::Destinations>(limits_of(its_estate, transport))
                          : nullptr);
    for (const estate::Listener& listener : its_estate.listeners) {
        policies.push_back(policy_of(its_estate, listener));
        stress_policies.push_back(policy_of(its_estate, listener, true));
    }
    for (int p = 0; p < estate::process_count; ++p) {
        std::int64_t backlog = p == static_cast<int>(Process::smtp) || p == static_cast<int>(Process::local)
                                   ? W::Slots::no_limit
                                   : its_estate.processes.listen_backlog + 1;
        slots.push_back(std::make_unique<typename W::Slots>(
            world.calendar(), its_estate.processes.limit[static_cast<std::size_t>(p)], backlog, &memory,
            its_estate.processes.memory[static_cast<std::size_t>(p)].count));
    }
}

template <class W>
Context<W>::Context(W& its_world, estate::Estate& its_estate, const base::Draws& its_draws,
                    facts::Stream& its_stream)
    : world(its_world),
      estate(its_estate),
      draws(its_draws),
      stream(its_stream),
      policies(its_estate),
      quotas(counts),
      mx(its_estate.zones.names()) {
    for (const estate::Host& host : estate.platform.hosts) memories.push_back({host.memory.count});
    for (const estate::Node& node : estate.nodes)  // hosts that only the World knows have no limit
        while (memories.size() <= node.host.index()) memories.emplace_back();
    for (std::uint32_t n = 0; n < estate.nodes.size(); ++n)
        nodes.push_back(std::make_unique<Node<W>>(world, NodeId{n}, estate.nodes[n],
                                                  schedule_of(estate.nodes[n].queue),
                                                  memories[estate.nodes[n].host.index()]));
}

template <class W>
decide::Access Context<W>::access(mail::Address account, estate::Protocol protocol, std::uint16_t port,
                                  estate::Tls tls) {
    std::uint64_t key = std::uint64_t{account.domain.value} << 32 | std::uint64_t{port} << 8 |
                        static_cast<std::uint64_t>(protocol) << 2 | static_cast<std::uint64_t>(tls);
    auto found = ways_.find(key);
    if (found == ways_.end())
        found = ways_.emplace(key, decide::access(estate, account, protocol, port, tls)).first;
    decide::Access way = found->second;
    if (way.ok() && way.listener->to_home) way.server = estate.home(account);
    return way;
}

// A server name of the person's own is looked up for this person alone.
template <class W>
decide::Access Context<W>::way_out(mail::Address account, const estate::ClientSettings& s) {
    if (!s.submit_server.empty()) return decide::way_out(estate, account, s);
    return access(account, s.submit, s.submit_port, s.submit_tls);
}

template <class W>
decide::Access Context<W>::way_in(mail::Address account, const estate::ClientSettings& s) {
    if (!s.fetch_server.empty()) return decide::way_in(estate, account, s);
    return access(account, s.fetch, s.fetch_port, s.fetch_tls);
}

template <class W>
estate::ClientKind Context<W>::client_of(mail::Address address) const {
    const estate::Account* account = estate.account(address);
    if (account && account->client_given) return account->client;
    double u = draws.uniform(address.key(), base::Purpose::client_kind);
    const auto& shares = estate.profile(address).clients;
    for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
        if (u < shares[i]) return static_cast<estate::ClientKind>(i);
        u -= shares[i];
    }
    return static_cast<estate::ClientKind>(shares.size() - 1);
}

template <class W>
mail::Kind Context<W>::kind_of(const Mail& mail, std::uint32_t copy) const {
    if (mail.origin != Origin::person || mail.message.kind == mail::Kind::spam) return mail.message.kind;
    const estate::Domain* domain = estate.domain(mail.recipients[copy].domain);
    return domain && !domain->outside ? mail::Kind::internal : mail::Kind::outgoing;
}

template <class W>
Wire<W>& Context<W>::open_wire(base::Duration one_way, std::size_t positions) {
    if (spare_wires.empty()) {
        wires.push_back(std::make_unique<Wire<W>>(world));
        spare_wires.push_back(wires.back().get());
    }
    Wire<W>& wire = *spare_wires.back();
    spare_wires.pop_back();
    wire.open(now(), one_way, positions);
    wire.number = next_connection++;
    return wire;
}

template <class W>
void Context<W>::leave_wire(Wire<W>& wire) {
    if (--wire.ends > 0) return;
    wire.session.detach();
    spare_wires.push_back(&wire);
}

template <class W>
std::uint32_t Context<W>::new_mail(Origin origin, NodeId from) {
    std::uint32_t place = mails.take();
    Mail& mail = mails[place];
    mail.message = {};
    mail.recipients.clear();
    mail.ids.clear();
    mail.notify = 0;
    mail.ret = smtp::Ret::unsaid;
    mail.sign_in = {};
    mail.origin = origin;
    mail.from = from;
    mail.in_use = true;
    mail.message.submitted = now();
    return place;
}

template <class W>
std::uint32_t Context<W>::fork(std::uint32_t of, std::uint32_t copy, mail::Address sender) {
    const Mail& from = mails[of];
    std::uint32_t place = new_mail(from.origin == Origin::person ? Origin::inside : from.origin, from.from);
    Mail& mail = mails[place];
    mail.message = from.message;
    mail.message.kind = kind_of(from, copy);
    mail.message.sender = sender;
    mail.notify = from.notify;
    mail.ret = from.ret;
    return place;
}

template <class W>
void Context<W>::start(std::uint32_t place) {
    Mail& mail = mails[place];
    mail.message.id = {next_message++};
    mail.message.first_recipient = {next_recipient};
    mail.message.recipient_count = mail.message.live_recipients =
        static_cast<std::uint32_t>(mail.recipients.size());
    next_recipient += mail.message.recipient_count;
    if (mail.origin != Origin::inside) outside_waiting += mail.message.recipient_count;
    if (introduce) introduce(introduce_to, mail.message, mail.recipients);
}

template <class W>
void Context<W>::end_copy(std::uint32_t place) {
    Mail& mail = mails[place];
    if (--mail.message.live_recipients > 0) return;
    mail.in_use = false;
    mails.give(place);
}

template <class W>
std::uint32_t Context<W>::new_entry(std::uint32_t mail, NodeId at) {
    std::uint32_t place = entries.take();
    Entry& entry = entries[place];
    entry.copies.clear();
    entry.offer.clear();
    entry.failed.clear();
    entry.targets.clear();
    entry.mail = mail;
    entry.node = at;
    entry.arrived = now();
    entry.transport = nullptr;
    entry.destination = {};
    entry.ticket = {};
    entry.hops = entry.attempts = 0;
    entry.hosts_tried = 0;
    entry.local = entry.outside = false;
    entry.in_use = true;
    entry.last = {};
    entry.last_rule = {};
    entry.last_node = {};
    entry.last_point = 0;
    entry.until = {};
    entry.under_way = entry.tried = false;
    entry.notify = mails[mail].notify;
    entry.file = 0;
    return place;
}

template <class W>
void Context<W>::give_entry(std::uint32_t place) {
    entries[place].in_use = false;
    entries.give(place);
}

template <class W>
mail::Reply Context<W>::suspended(mail::Reply reply) {
    auto [place, fresh] = suspended_.try_emplace(reply.text.data());
    if (fresh) {
        std::string why = reply.code ? "host {server} refused to talk to me: " + mail::to_string(reply)
                                     : std::string(reply.text);
        place->second = estate.texts.keep("delivery temporarily suspended: " + why);
    }
    return {0, reply.enhanced, place->second};  // nobody says this now
}

template <class W>
facts::Fact Context<W>::fact(facts::Kind kind, NodeId at) const {
    facts::Fact f;
    f.at = now();
    f.kind = kind;
    f.node = at;
    return f;
}

template <class W>
void Context<W>::ledger(facts::Kind kind, NodeId at, const Mail& mail, std::uint32_t copy, NodeId other,
                        const mail::Reply& reply, base::RuleId rule, std::int64_t value) const {
    facts::Fact f = fact(kind, at);
    f.message = mail.message.id;
    f.recipient = mail.recipient_id(copy);
    f.other = other;
    f.code = reply.code;
    f.enhanced = mail::pack(reply.enhanced);
    f.text = reply.text.data();
    f.rule = rule;
    f.value = value;
    f.mail_kind = static_cast<std::uint8_t>(kind_of(mail, copy));
    stream.emit(facts::Level::ledger, f);
}

}  // namespace mailsim::nodes
