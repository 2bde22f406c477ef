// A person sends a message: the program connects to the server in its settings, signs in and submits.
// Programs keep what could not be sent and try again; a refusal for good is shown to the person, and that is
// the end of it. Webmail, MAPI and ActiveSync are sessions of their own kind: the same decisions, no SMTP on
// the wire.
#pragma once
#include "decide/access.hpp"
#include "nodes/deliver.hpp"

namespace mailsim::nodes {

inline constexpr base::Duration outbox_interval =
    std::chrono::minutes(10);  // assumption: send/receive interval
inline constexpr base::Duration outbox_patience =
    std::chrono::hours(24);  // assumption: then the person gives up

// The wait for one place at the front-end that passes a connection on, and what it costs there.
template <class W>
class Passage {
  public:
    Passage(Context<W>& c, const decide::Access& way, Process process, base::MessageId message)
        : c_(c), way_(way), message_(message), place_(c, c.node(way.entry), process, message) {}

    // accepted: through, or no front-end in between. The refusal otherwise.
    base::Task<mail::Reply> enter(typename W::Session& session, const decide::Client& client,
                                  base::RuleId& rule) {
        Node<W>& node = c_.node(way_.entry);
        if (way_.entry == way_.server) co_return mail::Reply{220, {}, ""};
        if (!node.up()) co_return decide::no_connection;
        Outcome outcome = co_await place_.take(session);
        if (outcome != Outcome::done) {
            refused_for_lack(c_, node.id, client.protocol);
            co_return decide::no_connection;
        }
        decide::Verdict v = ask(c_, node, decide::Stage::connect, client, {}, {message_, {}});
        node.tables.apply(v.changes.all(), c_.now());
        rule = v.rule;
        if (!v.accepted()) co_return v.reply;
        decide::Cost cost = decide::Cost::of(c_.demand(node.id, Operation::proxy_session), {0});
        if (co_await spend(c_, node, session, cost, message_) != Outcome::done)
            co_return decide::lost_connection;
        co_return mail::Reply{220, {}, ""};
    }

  private:
    Context<W>& c_;
    decide::Access way_;
    base::MessageId message_;
    Place<W> place_;
};

template <class W>
class Submission {
  public:
    Submission(Context<W>& c, std::uint32_t mail, estate::ClientKind kind)
        : c_(c), mail_(mail), kind_(kind), session_(c.world.calendar()) {}

    base::Task<void> run() {
        entry_ = c_.new_entry(mail_, {});
        entry().outside = true;
        for (std::uint32_t copy = 0; copy < mail().recipients.size(); ++copy) entry().copies.push_back(copy);
        entry().offer = entry().copies;
        Instant began = c_.now();
        for (;;) {
            co_await attempt();
            if (entry().offer.empty()) break;
            if (c_.now() - began >= outbox_patience || !way_.ok() || interactive()) break;
            ++entry().attempts;
            session_.detach();
            co_await session_.sleep(outbox_interval);
        }
        for (std::uint32_t copy : entry().offer)
            reject(copy, entry().last, entry().last_rule, entry().last_node);
        c_.give_entry(entry_);
    }

  private:
    Entry& entry() { return c_.entries[entry_]; }
    Mail& mail() { return c_.mails[mail_]; }
    // Who looks at the screen gets the error and gives up; a program with an outbox tries again.
    bool interactive() const { return kind_ == estate::ClientKind::webmail; }

    void reject(std::uint32_t copy, const mail::Reply& reply, base::RuleId rule, NodeId at) {
        NodeId where = at.valid()           ? at
                       : way_.entry.valid() ? way_.entry
                                            : c_.estate.home(mail().message.sender);
        answer_outside(c_, mail(), copy, where, false, reply, rule);
        c_.end_copy(mail_);
    }
    void put_off(const mail::Reply& reply, base::RuleId rule, NodeId at) {
        entry().last = reply;
        entry().last_rule = rule;
        entry().last_node = at;
    }
    void refuse_everything(const mail::Reply& reply, base::RuleId rule, NodeId at) {
        if (!reply.permanent()) return put_off(reply, rule, at);
        for (std::uint32_t copy : entry().offer) reject(copy, reply, rule, at);
        entry().offer.clear();
    }

    base::Task<void> attempt() {
        const estate::ClientSettings& settings = c_.estate.client_settings(mail().message.sender, kind_);
        way_ = c_.way_out(mail().message.sender, settings);
        if (!way_.ok()) co_return put_off({0, {4, 4, 1}, "no connection"}, {}, way_.entry);
        decide::Client client = decide::person(c_.estate, mail().message.sender, kind_, way_, mail().sign_in);
        bool smtp =
            settings.submit == estate::Protocol::submission || settings.submit == estate::Protocol::smtp;
        Passage<W> passage(c_, way_, smtp ? Process::smtpd : Process::web, mail().message.id);
        base::RuleId rule;
        mail::Reply passed = co_await passage.enter(session_, client, rule);
        if (!passed.positive()) co_return refuse_everything(passed, rule, way_.entry);
        if (smtp)
            co_await over_smtp(client, settings);
        else
            co_await in_session(client);
    }

    base::Task<void> over_smtp(const decide::Client& client, const estate::ClientSettings& settings) {
        Outgoing out;
        out.from = c_.world.client_host();
        out.client = client;
        out.port = settings.submit_port;
        out.tls = client.tls ? way_.listener->tls : estate::Tls::none;
        out.authenticate = client.authenticated();
        if (way_.entry != way_.server)
            out.extra_latency = c_.world.latency(c_.node(way_.entry).host(), c_.node(way_.server).host());
        // The way behind the front-end is cut: its connection on comes to nothing.
        if (out.extra_latency == base::never_ends) co_return put_off(decide::no_connection, {}, way_.server);
        out.listener = listener_at_server();
        SmtpClient<W> sender(c_, entry_, out);
        Reached how = co_await sender.send_to(way_.server, session_);
        if (how != Reached::talked) co_return put_off(sender.failure(), {}, way_.server);
        take_results(sender.wire());
    }

    // A front-end's port may be another at the mailbox's server: what counts there is the protocol.
    const estate::Listener* listener_at_server() {
        if (way_.entry == way_.server) return way_.listener;
        return c_.estate.node(way_.server).listener(way_.listener->protocol);
    }

    void take_results(Wire<W>& wire) {
        auto& offer = entry().offer;
        std::size_t kept = 0;
        for (std::uint32_t position = 0; position < offer.size(); ++position) {
            std::uint32_t copy = offer[position];
            bool taken = wire.committed && std::find(wire.accepted.begin(), wire.accepted.end(), position) !=
                                               wire.accepted.end();
            smtp::Result result = wire.client.results()[position];
            if (taken) continue;
            if (result.reply == smtp::message_too_large)
                result.reply =
                    decide::too_large(c_.view(c_.node(way_.server)), way_.server, mail().message.size);
            if (result.fate == smtp::Fate::permanent) {
                reject(copy, result.reply, wire.rules[position], way_.server);
            } else {
                put_off(result.reply, wire.rules[position], way_.server);
                offer[kept++] = copy;
            }
        }
        offer.resize(kept);
    }

    Operation request_cost() const {
        if (kind_ == estate::ClientKind::webmail) return Operation::webmail_request;
        return kind_ == estate::ClientKind::phone ? Operation::activesync_message : Operation::mapi_message;
    }

    // Webmail, MAPI, ActiveSync: one request that carries the message.
    base::Task<void> in_session(decide::Client client) {
        Node<W>& node = c_.node(way_.server);
        session_.detach();
        base::Duration way = c_.world.latency(c_.world.client_host(), node.host());
        if (!node.up() || way == base::never_ends || !session_.attach(c_.world.gate(node.id, node.host())))
            co_return put_off(decide::no_connection, {}, node.id);
        Place<W> place(c_, node, Process::web, mail().message.id);
        if (co_await place.take(session_) != Outcome::done) {
            refused_for_lack(c_, node.id, client.protocol);
            co_return put_off(decide::no_connection, {}, node.id);
        }
        base::Bytes size = mail().message.size;
        co_await session_.sleep(4 * way + c_.world.time_alone(c_.world.client_host(), node.host(), size));
        decide::Cost cost = decide::Cost::of(c_.demand(node.id, request_cost()), size);
        cost += decide::Cost::of(c_.demand(node.id, Operation::smtp_content), size);
        if (co_await spend(c_, node, session_, cost, mail().message.id) != Outcome::done)
            co_return put_off(decide::lost_connection, {}, node.id);
        tell_request(node, client.protocol, way);
        judge_session(node, client);
        session_.detach();
    }

    // A session without a wire protocol here: one request that carried the message, now complete.
    void tell_request(const Node<W>& node, estate::Protocol protocol, base::Duration way) {
        if (!c_.stream.wanted(facts::Level::line, mail().message.id)) return;
        facts::Fact f = c_.fact(facts::Kind::opened, node.id);
        f.message = mail().message.id;
        f.value = way.count();
        f.code = way_.listener->port;
        f.detail = static_cast<std::uint8_t>(protocol);
        f.enhanced = static_cast<std::uint16_t>(way_.listener->tls);
        c_.stream.emit(facts::Level::line, f);
    }

    void judge_session(Node<W>& node, const decide::Client& client) {
        base::MessageId id = mail().message.id;
        decide::Transaction t{mail().message.sender, {}, mail().message.size, mail().message.key, 0, 0, 0,
                              mail().message.spam};
        for (decide::Stage stage : {decide::Stage::connect, decide::Stage::auth, decide::Stage::mail}) {
            decide::Verdict v = ask(c_, node, stage, client, t, {id, {}});
            node.tables.apply(v.changes.all(), c_.now());
            if (!v.accepted()) return refuse_everything(v.reply, v.rule, node.id);
        }
        auto& offer = entry().offer;
        taken_.clear();
        std::size_t kept = 0;
        for (std::uint32_t position = 0; position < offer.size(); ++position) {
            t.recipient = mail().recipients[offer[position]];
            decide::Verdict v =
                ask(c_, node, decide::Stage::rcpt, client, t, {id, mail().recipient_id(offer[position])});
            node.tables.apply(v.changes.all(), c_.now());
            if (v.accepted()) {
                ++t.accepted_recipients;
                offer[kept++] = offer[position];
            } else {
                reject(offer[position], v.reply, v.rule, node.id);
            }
        }
        offer.resize(kept);
        if (offer.empty()) return;
        t.recipient = offer.size() == 1 ? mail().recipients[offer.front()] : mail::Address{};
        decide::Verdict v = ask(c_, node, decide::Stage::data, client, t, {id, {}});
        node.tables.apply(v.changes.all(), c_.now());
        if (!v.accepted()) return refuse_everything(v.reply, v.rule, node.id);
        for (std::uint32_t position = 0; position < offer.size(); ++position) taken_.push_back(position);
        commit(c_, node, entry(), taken_, v);
        entry().offer.clear();
    }

    Context<W>& c_;
    std::uint32_t mail_, entry_ = 0;
    estate::ClientKind kind_;
    typename W::Session session_;
    decide::Access way_;
    std::vector<std::uint32_t> taken_;
};

template <class W>
base::Task<void> submit(Context<W>& c, std::uint32_t mail, estate::ClientKind kind) {
    Submission<W> submission(c, mail, kind);
    co_await submission.run();
}

// A peer sends: the message joins the peer's own queue, whose schedule tries again until an edge has
// answered.
template <class W>
void send_from_peer(Context<W>& c, std::uint32_t mail) {
    Node<W>& peer = c.node(c.mails[mail].from);
    std::uint32_t place = c.new_entry(mail, peer.id);
    Entry& entry = c.entries[place];
    entry.outside = true;
    for (std::uint32_t copy = 0; copy < c.mails[mail].recipients.size(); ++copy) entry.copies.push_back(copy);
    enqueue(c, peer, place);
}

}  // namespace mailsim::nodes
