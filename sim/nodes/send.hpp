// The client end of an SMTP session: connects to a node, offers the copies of an entry, and tells what became
// of each.
#pragma once
#include "nodes/serve.hpp"

namespace mailsim::nodes {

// One connection from a host to a listener of a node.
struct Outgoing {
    base::HostId from;
    decide::Client client;  // how the server sees us
    std::uint16_t port = 25;
    estate::Tls tls = estate::Tls::none;
    bool authenticate = false;
    bool keep = false;                           // the connection, for the next message
    const estate::Listener* listener = nullptr;  // at the target; null: by the port
    base::Duration extra_latency{0};             // one way, of a front-end that passes the connection on
    const char* name = nullptr;                  // of the host that is tried, where names led to it
};

// Of a TLS handshake's work at a server, what a server that sends has with it: 1.51 of 2.05 ms (measured
// between two Postfix, full handshakes of TLS 1.3 with an RSA key). People's machines are not ours.
inline constexpr double client_handshake = 0.737;

// keep: the connection stays open for another message.
// skip: see skip_5xx_greeting.
inline const smtp::ClientPolicy& client_policy(estate::Tls tls, bool authenticate, bool keep = false,
                                               bool skip = true) {
    static const std::array<smtp::ClientPolicy, 24> policies = [] {
        std::array<smtp::ClientPolicy, 24> all{};
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto mode = static_cast<estate::Tls>(i % 3);
            all[i].tls = mode == estate::Tls::starttls ? smtp::TlsUse::opportunistic : smtp::TlsUse::none;
            all[i].tls_from_start = mode == estate::Tls::implicit;
            all[i].authenticate = all[i].auth_required = i % 6 >= 3;
            all[i].keep_open = i % 12 >= 6;
            all[i].skip_5xx_greeting = i < 12;
        }
        return all;
    }();
    return policies[static_cast<std::size_t>(tls) + (authenticate ? 3 : 0) + (keep ? 6 : 0) +
                    (skip ? 0 : 12)];
}

// What one connection came to. The results by position stand in the wire's client machine until it is left.
// stale: a kept connection was no longer there, nothing was said.
enum class Reached : std::uint8_t { talked, nobody, broken, stale };

template <class W>
class SmtpClient {
  public:
    SmtpClient(Context<W>& c, std::uint32_t entry, const Outgoing& out)
        : c_(c), entry_(entry), out_(out), message_(c.mails[c.entries[entry].mail].message.id) {}
    SmtpClient(const SmtpClient&) = delete;
    ~SmtpClient() {
        if (!wire_) return;
        if (wire_->client.idle()) hang_up();  // kept open, but nobody took it over
        c_.leave_wire(*wire_);
    }

    // waiting: the session of who sends, for the time in which there is no connection. broken: our own host
    // went off.
    base::Task<Reached> send_to(NodeId target, typename W::Session& waiting) {
        Entry& entry = c_.entries[entry_];
        failure_ = decide::no_connection;
        base::Duration way =
            target.valid() ? c_.world.latency(out_.from, c_.node(target).host()) : base::never_ends;
        if (!target.valid() || way == base::never_ends || !c_.node(target).up())
            co_return co_await wait_for_nobody(waiting, target);
        Node<W>& node = c_.node(target);
        const estate::Listener* listener =
            out_.listener ? out_.listener : decide::mail_listener(*node.estate, out_.port, out_.tls);
        if (!listener || node.mode == fault::Mode::refusing_tcp) {
            failure_ = decide::connection_refused;
            tell_unreached(target, 2 * way, true);
            co_return co_await waiting.sleep(2 * way) == Outcome::failed ? Reached::broken : Reached::nobody;
        }
        out_.tls = decide::agreed_tls(out_.tls, listener->tls);
        if (out_.tls == estate::Tls::implicit && out_.client.node.valid()) {
            bool paid = co_await pay_handshake(waiting);
            if (!paid) co_return Reached::broken;
        }
        wire_ = &c_.open_wire(way + out_.extra_latency, entry.offer.size());
        wire_->entry = entry_;
        if (!attach(node)) co_return give_up_wire();
        tell_opened(node, *listener);
        // The handshake of TCP: our first word arrives one and a half round trips after we began.
        wire_->client_at += 2 * wire_->one_way;
        wire_->server_at = wire_->client_at + wire_->one_way;
        if (out_.tls == estate::Tls::implicit) add_handshake();
        wire_->client.start(policy(), envelope(entry));
        Incoming incoming{out_.client, static_cast<std::size_t>(listener - node.estate->listeners.data()),
                          connect_patience(), greeting_patience()};
        c_.world.spawn(serve_smtp(c_, node, *wire_, incoming));
        co_return co_await converse(node);
    }

    // Over a connection that an earlier delivery kept.
    base::Task<Reached> send_over(Wire<W>& kept, NodeId target) {
        Entry& entry = c_.entries[entry_];
        wire_ = &kept;
        node_ = target;
        wire_->again(c_.now(), entry_, entry.offer.size());
        wire_->client.again(policy(), envelope(entry));
        co_return co_await converse(c_.node(target));
    }

    const mail::Reply& failure() const { return failure_; }
    Wire<W>& wire() { return *wire_; }
    // The connection, when it is still open and this end gives it to somebody else; else null.
    Wire<W>* release() {
        if (!wire_ || !wire_->client.idle() || wire_->session.broken()) return nullptr;
        return std::exchange(wire_, nullptr);
    }

  private:
    base::Duration connect_patience() const {
        if (!out_.client.node.valid()) return std::chrono::seconds(30);
        return c_.node(out_.client.node).estate->connect_timeout;
    }
    base::Duration greeting_patience() const {
        if (!out_.client.node.valid()) return greeting_timeout;
        return c_.node(out_.client.node).estate->greeting_timeout;
    }
    base::Task<Reached> wait_for_nobody(typename W::Session& waiting, NodeId target) {
        tell_unreached(target, connect_patience(), false);
        bool broken = co_await waiting.sleep(connect_patience()) == Outcome::failed;
        co_return broken ? Reached::broken : Reached::nobody;
    }

    // What this end lives and dies with: its node, or the customers' machines.
    auto& gate() {
        return out_.client.node.valid() ? c_.world.gate(out_.client.node, out_.from)
                                        : c_.world.host(out_.from);
    }

    bool attach(Node<W>& node) {
        bool ours = wire_->session.attach(gate());
        return wire_->session.attach(c_.world.gate(node.id, node.host())) && ours;
    }
    Reached give_up_wire() {
        wire_->ends = 1;
        c_.leave_wire(*std::exchange(wire_, nullptr));
        return gate().is_on() ? Reached::nobody : Reached::broken;
    }

    // TLS ends with the process that speaks it: such a connection is not kept (Postfix 3.7).
    const smtp::ClientPolicy& policy() const {
        bool skip = !out_.client.node.valid() || c_.node(out_.client.node).estate->skip_5xx_greeting;
        return client_policy(out_.tls, out_.authenticate, out_.keep && out_.tls == estate::Tls::none, skip);
    }

    smtp::Envelope envelope(Entry& entry) {
        const Mail& mail = c_.mails[entry.mail];
        entry.addresses.clear();
        for (std::uint32_t copy : entry.offer) entry.addresses.push_back(mail.recipients[copy]);
        smtp::Envelope envelope;
        envelope.sender = mail.message.sender;
        envelope.recipients = entry.addresses.data();
        envelope.count = static_cast<std::uint32_t>(entry.addresses.size());
        envelope.size = mail.message.size.count;
        return envelope;
    }

    // TLS 1.3: one round trip before the first word inside (RFC 8446).
    void add_handshake() { wire_->client_at += 2 * wire_->one_way; }

    base::Task<bool> pay_handshake(typename W::Session& session) {
        Node<W>& own = c_.node(out_.client.node);
        decide::Cost whole = decide::Cost::of(c_.demand(own.id, Operation::tls_handshake), {0});
        decide::Cost ours = part_of(whole, client_handshake);
        Outcome outcome = co_await spend(c_, own, session, ours, message_, Worker::sender);
        co_return outcome == Outcome::done;
    }
    // STARTTLS has been answered: our part of the work, then the first word of the handshake.
    base::Task<bool> shake_hands() {
        if (out_.client.node.valid()) {
            bool there = co_await settle();
            if (!there) co_return false;
            bool paid = co_await pay_handshake(wire_->session);
            if (!paid) co_return false;
            wire_->client_at = c_.now();
        }
        wire_->send({Upward::What::tls, {}, 0, 0, {}});
        add_handshake();
        co_return true;
    }

    base::Task<bool> settle() {
        if (wire_->client_at > c_.now()) co_await wire_->session.sleep_until(wire_->client_at);
        co_return !wire_->session.broken();
    }

    base::Task<Reached> converse(Node<W>& node) {
        smtp::Client& machine = wire_->client;
        while (!machine.finished()) {
            smtp::Send send = machine.next();
            using What = smtp::Send::What;
            if (send.what == What::command) {
                wire_->send({Upward::What::command, send.command, 0, send.recipient, {}});
            } else if (send.what == What::content) {
                if (!co_await send_content(node, send.empty)) lose(true);
            } else if (send.what == What::wait) {
                take(co_await wire_->reply());
            } else if (send.what == What::tls) {
                bool begun = co_await shake_hands();
                if (!begun) {
                    lose(false);
                    continue;
                }
                Downward done = co_await wire_->reply();
                if (done.what == Downward::What::tls)
                    machine.tls_started();
                else
                    lose(false);
            } else {
                break;
            }
        }
        if (!machine.idle()) hang_up();
        if (machine.stale()) co_return Reached::stale;
        co_return co_await part();
    }

    void hang_up() {
        wire_->send({Upward::What::close, {}, 0, 0, {}});
        tell(facts::Kind::closed, wire_->client_at, wire_->one_way, nullptr, lost_);
        wire_->hang_up();
    }

    void take(const Downward& item) {
        if (item.what == Downward::What::reply)
            wire_->client.on(item.reply, item.offers);
        else
            lose(false);
    }

    void lose(bool mid_content) {
        lost_ = true;
        if (wire_->overflow) failure_ = decide::no_connection;
        wire_->client.lost(wire_->patience_ended ? smtp::Loss::timeout : smtp::Loss::connection, mid_content);
    }

    base::Task<bool> send_content(Node<W>& node, bool empty) {
        base::Bytes size = empty ? base::Bytes{3} : c_.mails[c_.entries[entry_].mail].message.size;
        Upward content{Upward::What::content, {}, size.count, 0, {}};
        if (empty || !c_.world.competes(out_.from, node.host())) {
            base::Duration flow = c_.world.time_alone(out_.from, node.host(), size);
            tell(facts::Kind::content, wire_->client_at, flow + wire_->one_way);
            wire_->send_at(content, wire_->client_at + flow + wire_->one_way);
            co_return true;
        }
        if (!co_await settle()) co_return false;
        Instant began = c_.now();
        if (co_await c_.world.network().transfer(wire_->session, out_.from, node.host(), size) !=
            Outcome::done)
            co_return false;
        tell(facts::Kind::content, began, c_.now() + out_.extra_latency - began);
        wire_->client_at = c_.now() - wire_->one_way;  // what follows leaves right behind the last byte
        wire_->send_at(content, c_.now() + out_.extra_latency);
        co_return true;
    }

    // Lives until this end's own instant; then the results are the sender's.
    base::Task<Reached> part() {
        Instant until = wire_->client_at;
        if (!gate().is_on()) co_return Reached::broken;
        if (until > c_.now()) co_await c_.world.calendar().sleep_until(until);
        if (!gate().is_on()) co_return Reached::broken;
        co_return wire_->overflow ? Reached::nobody : Reached::talked;
    }

    void tell(facts::Kind kind, Instant at, base::Duration length, const char* text = nullptr,
              std::uint8_t detail = 0) {
        tell_detail(c_, kind, node_, out_.client.node, message_, at, length, wire_->number, text, detail);
    }
    void tell_opened(const Node<W>& node, const estate::Listener& listener) {
        node_ = node.id;
        if (!c_.stream.wanted(facts::Level::line, message_)) return;
        facts::Fact f = c_.fact(facts::Kind::opened, node.id);
        f.message = message_;
        f.other = out_.client.node;
        f.value = wire_->one_way.count();
        f.amount = static_cast<std::int64_t>(wire_->number);
        f.text = out_.name;
        f.code = listener.port;
        f.detail = static_cast<std::uint8_t>(listener.protocol);
        f.enhanced = static_cast<std::uint16_t>(out_.tls);
        c_.stream.emit(facts::Level::line, f);
    }
    void tell_unreached(NodeId target, base::Duration waited, bool refused) {
        if (!c_.stream.wanted(facts::Level::line, message_)) return;
        facts::Fact f = c_.fact(facts::Kind::unreached, out_.client.node);
        f.message = message_;
        const Entry& entry = c_.entries[entry_];
        if (!entry.copies.empty()) f.recipient = c_.mails[entry.mail].recipient_id(entry.copies.front());
        f.other = target;
        f.value = waited.count();
        f.code = out_.port;
        f.text = out_.name;
        f.detail = refused;
        c_.stream.emit(facts::Level::line, f);
    }

    Context<W>& c_;
    std::uint32_t entry_;
    Outgoing out_;
    base::MessageId message_;  // its place may be another's when the session ends
    NodeId node_;
    bool lost_ = false;
    Wire<W>* wire_ = nullptr;
    mail::Reply failure_;
};

}  // namespace mailsim::nodes
