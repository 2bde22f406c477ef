// The server end of an SMTP session at a node: the machine keeps the order, decide gives the verdicts, this
// spends the time.
#pragma once
#include "estate/spoken.hpp"
#include "nodes/custody.hpp"
#include "nodes/resolve.hpp"

namespace mailsim::nodes {

// Who connects, and what with. The sender's entry lives as long as the session.
struct Incoming {
    decide::Client client;
    std::size_t listener = 0;
    base::Duration connect_timeout = std::chrono::seconds(30);  // the client's patience
    base::Duration greeting_timeout = std::chrono::minutes(5);
};

// A first packet that gets no answer is sent again after 1 s, 2 s, 4 s ...; so does the server, five times,
// for a connection that the client believes to be there (Linux, tcp_syn_retries and tcp_synack_retries).
inline constexpr base::Duration first_retransmission = std::chrono::seconds(1);
inline constexpr int most_server_retransmissions = 5;
// Postfix's master process tells new receiving processes of stress when all are busy, and stops so much later
// (master(8), STRESS_README).
inline constexpr base::Duration stress_lasts = std::chrono::seconds(1000);

template <class W>
class SmtpServer {
  public:
    SmtpServer(Context<W>& c, Node<W>& node, Wire<W>& wire, const Incoming& incoming)
        : c_(c), node_(node), wire_(wire), in_(incoming), place_(c, node, Process::smtpd, mail().message.id) {
        in_.client.protocol = listener().protocol;
        meet_message();
    }

    base::Task<void> run() {
        Instant began = wire_.opened;
        if (co_await begin()) {
            node_.tables.open_session(in_.client.node);
            co_await converse();
            co_await finish();
            node_.tables.close_session(in_.client.node);
            tell_session(c_, node_.id, in_.client.node, listener().protocol, c_.now() - began);
        }
        hang_up();
        place_.give();
    }

  private:
    using Do = smtp::Action::Do;
    using Then = smtp::Action::Then;

    const estate::Listener& listener() const { return node_.estate->listeners[in_.listener]; }
    bool tls_from_start() const { return listener().tls == estate::Tls::implicit; }
    Entry& offered() { return c_.entries[wire_.entry]; }
    Mail& mail() { return c_.mails[offered().mail]; }

    // Sleeps until this end's own instant: what comes next touches something shared.
    base::Task<bool> settle() {
        if (wire_.server_at > c_.now()) co_await wire_.session.sleep_until(wire_.server_at);
        co_return !wire_.session.broken();
    }

    const smtp::ServerPolicy& policy() {
        const auto& places = node_.places(Process::smtpd);
        if (node_.estate->server.stress && places.holders().count() >= places.places())
            node_.stressed_until = c_.now() + stress_lasts;
        bool stressed = c_.now() < node_.stressed_until;
        return (stressed ? node_.stress_policies : node_.policies)[in_.listener];
    }

    void meet_message() {
        message_ = mail().message.id;
        first_recipient_ = mail().message.first_recipient;
        ids_ = mail().ids;
        wire_.fresh = false;
    }

    void hang_up() {
        let_go();
        wire_.hang_up();
    }

    base::Task<bool> begin() {
        if (!co_await settle()) co_return false;
        Outcome outcome = co_await pass_kernel();
        if (outcome == Outcome::refused || outcome == Outcome::timed_out)
            refused_for_lack(c_, node_.id, listener().protocol);
        wire_.server_at = c_.now();
        if (outcome == Outcome::done && node_.estate->server.client_names) ask_client_name();
        if (outcome == Outcome::done && tls_from_start()) {
            tell_tls(wire_.server_at - wire_.one_way);
            owe_handshake();
        }
        co_return outcome == Outcome::done;
    }

    // Postfix asks for the client's name before it greets, and whether that name leads back (smtpd_peer.c).
    void ask_client_name() {
        dns::NameTable& names = c_.estate.zones.names();
        if (!in_.client.address.valid()) return;
        wire_.questions.push_back({names.intern(base::reverse_name(in_.client.address)), dns::Type::ptr});
        std::string name = estate::client_name(c_.estate, in_.client.address, false);
        if (name != "unknown")
            wire_.questions.push_back(
                {names.intern(name), in_.client.address.is_v4() ? dns::Type::a : dns::Type::aaaa});
    }

    // Into the listen queue, if it has room, and through it to a process.
    base::Task<Outcome> pass_kernel() {
        const Instant gives_up = wire_.opened + in_.connect_timeout;
        const bool drops = node_.estate->processes.overflow == estate::Overflow::drop;
        base::Duration pause = first_retransmission;
        for (int sent = 0;; ++sent, pause *= 2) {
            Outcome outcome = co_await place_.take(wire_.session, in_.greeting_timeout);
            if (outcome == Outcome::timed_out) wire_.patience_ended = true;
            if (outcome != Outcome::refused) co_return outcome;
            bool again = drops ? c_.now() + pause < gives_up : sent < most_server_retransmissions;
            if (!again) break;
            if (co_await wire_.session.sleep(pause) != Outcome::done) co_return wire_.session.outcome;
        }
        (drops ? wire_.overflow : wire_.patience_ended) = true;
        co_await wire_.session.sleep_until(drops ? gives_up : wire_.opened + in_.greeting_timeout);
        co_return Outcome::refused;
    }

    // What a session costs when everything is said.
    base::Task<void> finish() {
        hang_up();
        decide::Cost rest = part_of(session_cost(), afterwards);
        if (!greeted_ || rest.cpu.count() == 0 || wire_.session.broken()) co_return;
        typename W::Session session(
            c_.world.calendar());  // the wire's may still be the client's to wait with
        if (!session.attach(c_.world.gate(node_.id, node_.host()))) co_return;
        if (wire_.server_at > c_.now()) co_await session.sleep_until(wire_.server_at);
        co_await spend(c_, node_, session, rest, message_, Worker::smtpd);
    }
    decide::Cost session_cost() const {
        return decide::Cost::of(c_.demand(node_.id, Operation::smtp_session), {0});
    }

    void owe_handshake() { owed_ += decide::Cost::of(c_.demand(node_.id, Operation::tls_handshake), {0}); }

    // Asks what the rules asked, does the work that is owed, then lets the gathered replies go.
    base::Task<bool> pay(Worker worker = Worker::smtpd) {
        if (!wire_.questions.empty()) {
            if (!co_await settle()) co_return false;
            Resolver<W> resolver{c_, node_, wire_.session, message_};
            bool answered = co_await resolver.look_up(wire_.questions);
            wire_.questions.clear();
            if (!answered) co_return false;
            wire_.server_at = c_.now();
        }
        if (owed_.cpu.count() > 0 || owed_.writes > 0 || owed_.wait.count() > 0) {
            if (!co_await settle()) co_return false;
            decide::Cost cost = owed_;
            owed_ = {};
            if (co_await spend(c_, node_, wire_.session, cost, message_, worker) != Outcome::done)
                co_return false;
            wire_.server_at = c_.now();
        }
        let_go();
        co_return true;
    }

    base::Task<void> converse() {
        smtp::Action action = wire_.server.connect(policy(), tls_from_start());
        for (;;) {
            if (action.what == Do::ask) {
                if (!co_await settle()) co_return;
                if (action.stage == smtp::Stage::content) {
                    if (!co_await take_content(action)) co_return;
                } else {
                    action = wire_.server.answer(verdict(action.stage));
                }
                continue;
            }
            if (action.what == Do::say) say(action);
            if (action.then == Then::more) {
                action = wire_.server.more();
                continue;
            }
            if (wire_.up.empty() || action.then == Then::close || action.then == Then::tls)
                if (!co_await pay()) co_return;
            if (action.then == Then::close) co_return;
            Upward next = co_await wire_.request();
            if (next.what == Upward::What::close) {
                co_await settle();
                co_return;
            }
            action = take_input(next);
        }
    }

    smtp::Action take_input(const Upward& next) {
        if (wire_.fresh) meet_message();
        if (next.what == Upward::What::content) {
            transaction_.size = {next.octets};
            return wire_.server.content_end(next.octets);
        }
        if (next.what == Upward::What::tls) {
            tell_tls(next.at - wire_.one_way);
            owe_handshake();
            in_.client.tls = true;
            wire_.say({Downward::What::tls, {}, {}, {}});
            return wire_.server.tls_started();
        }
        position_ = next.position;
        address_ = next.command.address;
        if (next.command.verb == smtp::Verb::mail) {
            transaction_ = {};
            transaction_.sender = address_;
            transaction_.size = {next.command.size < 0 ? 0 : next.command.size};
            transaction_.key = mail().message.key;
            transaction_.spam = mail().message.spam;
            transaction_.hops = offered().hops;
            transaction_.attempt =
                static_cast<std::uint16_t>(offered().attempts ? offered().attempts - 1 : 0);
            wire_.accepted.clear();
        }
        tell_command(next);
        return wire_.server.on(next.command);
    }

    void say(const smtp::Action& action) {
        if (action.tarpit) owed_.wait += node_.estate->server.error_sleep;
        Downward reply{Downward::What::reply, action.reply, {}, {}};
        if (action.listing) reply.offers = wire_.server.offered();
        wire_.say(reply);
        keep_line(action, reply.offers);
    }

    mail::Reply verdict(smtp::Stage stage) {
        switch (stage) {
            case smtp::Stage::connect: return greeting();
            case smtp::Stage::helo: return {250, {}, ""};
            case smtp::Stage::auth: return judged(decide::Stage::auth);
            case smtp::Stage::mail: return judged(decide::Stage::mail);
            case smtp::Stage::rcpt: return recipient();
            case smtp::Stage::vrfy:  // no role asks
            case smtp::Stage::data:
            case smtp::Stage::content: break;
        }
        return {354, {}, ""};
    }

    mail::Reply greeting() {
        if (node_.mode == fault::Mode::refusing_mail)
            return {421, {4, 3, 2}, "{node} Service not available, closing transmission channel"};
        mail::Reply reply = judged(decide::Stage::connect);
        owed_.cpu -= part_of(session_cost(), afterwards).cpu;
        greeted_ = true;
        if (from_edge())
            tell_phase(c_, node_.id, facts::Phase::smtp_connect, c_.now() - wire_.opened + wire_.one_way);
        return reply;
    }

    bool from_edge() const { return estate::is_person(in_.client.kind) || c_.is_peer(in_.client.node); }

    mail::Reply judged(decide::Stage stage) {
        decide::Verdict v = ask(c_, node_, stage, in_.client, transaction_, about(stage), &wire_.questions);
        owed_ += v.cost;
        node_.tables.apply(v.changes.all(), c_.now());
        if (v.accepted())
            return stage == decide::Stage::connect ? v.reply : mail::Reply{v.reply.code, {}, ""};
        if (stage != decide::Stage::rcpt)
            wire_.refused_by(v.rule);
        else
            wire_.rules[position_] = v.rule;
        return v.reply;
    }

    mail::Reply recipient() {
        transaction_.recipient = address_;
        transaction_.accepted_recipients = static_cast<std::uint32_t>(wire_.accepted.size());
        mail::Reply reply = judged(decide::Stage::rcpt);
        if (reply.positive()) wire_.accepted.push_back(position_);
        return reply;
    }

    // More comes in than the queue manager takes up: every message pauses.
    base::Task<bool> admit_flow() {
        refill_flow(node_);
        if (node_.flow > 0 || node_.estate->queue.in_flow_delay.count() == 0) {
            --node_.flow;
            co_return true;
        }
        tell_detail(c_, facts::Kind::paused, node_.id, {}, message_, c_.now(),
                    node_.estate->queue.in_flow_delay, 0,
                    "more mail comes in than the queue manager takes up (in_flow_delay)");
        co_return co_await wire_.session.sleep(node_.estate->queue.in_flow_delay) == Outcome::done;
    }

    // After the content: scan and store first, then answer; with the answer custody passes.
    base::Task<bool> take_content(smtp::Action& action) {
        bool single = wire_.accepted.size() == 1;
        transaction_.recipient =
            single ? mail().recipients[offered().offer[wire_.accepted.front()]] : mail::Address{};
        Instant began = c_.now();
        decide::Verdict v =
            ask(c_, node_, decide::Stage::data, in_.client, transaction_, about(decide::Stage::data));
        owed_ += v.cost;
        node_.tables.apply(v.changes.all(), c_.now());
        if (!co_await admit_flow()) co_return false;
        if (!co_await pay(Worker::cleanup)) co_return false;
        if (v.accepted()) {
            wire_.committed = true;
            action = wire_.server.answer({v.reply.code, {}, ""});
            commit(c_, node_, offered(), wire_.accepted, v,
                   node_.policies[in_.listener].offers.has(smtp::Extension::dsn));
        } else {
            wire_.refused_by(v.rule);
            action = wire_.server.answer(v.reply);
        }
        if (from_edge())
            tell_phase(c_, node_.id, facts::Phase::smtp_data, c_.now() - began + 2 * wire_.one_way);
        co_return true;
    }

    base::RecipientId offered_at(std::uint32_t position) {
        const Entry& entry = offered();
        if (position >= entry.offer.size()) return {};
        std::uint32_t copy = entry.offer[position];
        return ids_.empty() ? base::RecipientId{first_recipient_.value + copy} : ids_[copy];
    }
    About about(decide::Stage stage) {
        return {message_, stage == decide::Stage::rcpt ? offered_at(position_) : base::RecipientId{},
                wire_.number};
    }

    bool watched() { return c_.stream.wanted(facts::Level::line, message_); }
    facts::Fact line() {
        facts::Fact f = c_.fact(facts::Kind::line, node_.id);
        f.message = message_;
        f.other = in_.client.node;
        f.value = wire_.one_way.count();
        f.amount = static_cast<std::int64_t>(wire_.number);
        return f;
    }

    // Watching only stamps the lines of a stretch; it makes no event.
    void tell_command(const Upward& next) {
        if (!watched()) return;
        facts::Fact f = line();
        f.at = next.at - wire_.one_way;
        f.text = smtp::name(next.command.verb).data();
        f.detail = 'C';
        if (next.command.verb == smtp::Verb::rcpt) f.recipient = offered_at(next.position);
        c_.stream.emit(facts::Level::line, f);
    }
    // What is said goes out when the work before it is done.
    void keep_line(const smtp::Action& action, const smtp::Extensions& offers) {
        if (!watched()) return;
        facts::Fact f = line();
        f.text = action.reply.text.data();
        f.code = action.reply.code;
        f.enhanced = action.listing ? offers.bits : mail::pack(action.reply.enhanced);
        f.detail = action.listing ? 'E' : 'S';
        f.recipient = offered_at(position_);
        said_.push_back(f);
    }
    void let_go() {
        for (facts::Fact& f : said_) {
            f.at = wire_.server_at;
            c_.stream.emit(facts::Level::line, f);
        }
        said_.clear();
        wire_.flush();
    }
    void tell_tls(Instant at) {
        tell_detail(c_, facts::Kind::tls, node_.id, in_.client.node, message_, at, wire_.one_way,
                    wire_.number);
    }

    Context<W>& c_;
    Node<W>& node_;
    Wire<W>& wire_;
    Incoming in_;
    Place<W> place_;
    decide::Cost owed_;
    decide::Transaction transaction_;
    std::uint32_t position_ = 0;
    bool greeted_ = false;
    mail::Address address_;
    // The mail's own; its place may be another's when the session ends.
    base::MessageId message_;
    base::RecipientId first_recipient_;
    std::vector<base::RecipientId> ids_;  // where they do not follow one another
    std::vector<facts::Fact> said_;       // lines that wait for flush(), of a watched session
};

template <class W>
base::Task<void> serve_smtp(Context<W>& c, Node<W>& node, Wire<W>& wire, Incoming incoming) {
    SmtpServer<W> server(c, node, wire, incoming);
    co_await server.run();
    c.leave_wire(wire);
}

}  // namespace mailsim::nodes
