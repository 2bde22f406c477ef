// A client that connects to a mail server and says nothing: it holds a process, and counts as a session of
// its host, until it hangs up or the server's timeout ends (Postfix smtpd_timeout, shorter under stress).
#pragma once
#include "nodes/serve.hpp"

namespace mailsim::nodes {

template <class W>
class SilentSession {
  public:
    SilentSession(Context<W>& c, Node<W>& node, const estate::Listener& listener,
                  const decide::Client& client)
        : c_(c), node_(node), listener_(listener), client_(client), session_(c.world.calendar()) {}

    base::Task<void> run(base::Duration patience) {
        if (!node_.up() || !session_.attach(c_.world.gate(node_.id, node_.host()))) co_return;
        const Instant began = c_.now();
        Place<W> place(c_, node_, Process::smtpd);
        if (co_await place.take(session_) != Outcome::done)
            co_return refused_for_lack(c_, node_.id, listener_.protocol);
        decide::Verdict v = ask(c_, node_, decide::Stage::connect, client_, {}, {});
        node_.tables.apply(v.changes.all(), c_.now());
        if (co_await spend(c_, node_, session_, v.cost, {}) != Outcome::done) co_return;
        if (v.accepted()) {
            node_.tables.open_session(client_.node);
            co_await wait(patience);
            node_.tables.close_session(client_.node);
        } else {
            tell(v.reply);
        }
        tell_session(c_, node_.id, client_.node, listener_.protocol, c_.now() - began);
    }

  private:
    // Postfix looks at its load when a process takes up a client.
    base::Duration timeout() {
        const estate::ServerSettings& server = node_.estate->server;
        const auto& places = node_.places(Process::smtpd);
        if (server.stress && places.holders().count() >= places.places())
            node_.stressed_until = c_.now() + stress_lasts;
        return c_.now() < node_.stressed_until ? server.stress_timeout : server.timeout;
    }
    base::Task<void> wait(base::Duration patience) {
        const base::Duration limit = timeout();
        if (co_await session_.sleep(std::min(limit, patience)) != Outcome::done) co_return;
        if (limit <= patience) tell(smtp::reply_to(smtp::Error::timeout));
    }
    void tell(const mail::Reply& reply) {
        facts::Fact f = c_.fact(facts::Kind::notice, node_.id);
        f.other = client_.node;
        f.text =
            c_.estate.texts
                .keep("to a silent client: " +
                      mail::to_string({reply.code, reply.enhanced,
                                       c_.estate.texts.keep(estate::spoken(
                                           c_.estate, reply.text, {{}, {}, client_.node, node_.id, ""}))}))
                .data();
        c_.stream.emit(facts::Level::hop, f);
    }

    Context<W>& c_;
    Node<W>& node_;
    const estate::Listener& listener_;
    decide::Client client_;
    typename W::Session session_;
};

template <class W>
base::Task<void> stay_silent(Context<W>& c, NodeId at, std::uint16_t port, NodeId from,
                             base::Duration patience) {
    Node<W>& node = c.node(at);
    decide::Client client;
    client.node = from;
    client.address = estate::client_address(c.estate, from, {});
    for (const estate::Listener& listener : node.estate->listeners) {
        if (listener.port != port) continue;
        client.protocol = listener.protocol;
        SilentSession<W> session(c, node, listener, client);
        co_return co_await session.run(patience);
    }
}

}  // namespace mailsim::nodes
