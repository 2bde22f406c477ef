// One connection of a fetching client: the front-end and the server that it passes, the processes that it
// holds there, the work it causes and the way of its mail. Not here: when it is made (fetch.hpp), in which
// order a protocol talks.
#pragma once
#include <algorithm>
#include <optional>

#include "imap/words.hpp"
#include "nodes/fetch_group.hpp"
#include "pop3/words.hpp"

namespace mailsim::nodes {

// What all fetching of a run came to.
struct FetchCounts {
    std::uint64_t exchanges = 0;  // polls, logins, notices, pings, requests that ended well
    std::uint64_t empty = 0;      // of these: without new mail
    std::uint64_t messages = 0, refused = 0;
};

// The processes that a session holds: at the front-end, if one lies between, and at the server.
template <class W>
struct Doors {
    std::optional<Place<W>> entry, server;
    void give() {
        server.reset();
        entry.reset();
    }
};

// refused: by a rule, for this client; lacking: nobody answers, or no process in time.
enum class Admission : std::uint8_t { admitted, refused, lacking };

template <class W>
class Visit {
  public:
    Visit(Context<W>& c, const FetchGroup& group, mail::Address account, NodeId server, FetchCounts& counts)
        : c_(c),
          group_(group),
          account_(account),
          server_(server),
          counts_(counts),
          session_(c.world.calendar()) {}

    // Whether both ends are there now; the session lives and dies with their hosts from here on.
    bool reach() {
        session_.detach();
        Node<W>&entry = c_.node(group_.entry), &server = c_.node(server_);
        base::Duration to_entry = c_.world.latency(c_.world.client_host(), entry.host());
        base::Duration behind = proxied() ? c_.world.latency(entry.host(), server.host()) : base::Duration{0};
        if (to_entry == base::never_ends || behind == base::never_ends) return lack(server_);
        if (!answers(entry)) return lack(entry.id);
        if (!answers(server)) return lack(server.id);
        one_way_ = to_entry + behind;
        session_.attach(c_.world.gate(entry.id, entry.host()));
        return session_.attach(c_.world.gate(server.id, server.host())) || lack(server.id);
    }

    // Through the front-end to the server: a process at each, their verdicts on a new connection, their work.
    base::Task<Admission> admit(Doors<W>& doors, decide::Cost work, bool new_connection = true) {
        if (!reach()) co_return Admission::lacking;
        for (int leg = proxied() ? 0 : 1; leg < 2; ++leg) {
            Node<W>& node = c_.node(leg == 0 ? group_.entry : server_);
            auto& door = leg == 0 ? doors.entry : doors.server;
            door.emplace(c_, node, group_.process);
            if (co_await door->take(session_) != Outcome::done) co_return lacking(node.id);
            decide::Cost cost = leg == 1 ? work : decide::Cost{};
            if (new_connection) {
                if (leg == 0) cost += decide::Cost::of(c_.demand(node.id, Operation::proxy_session), {0});
                decide::Cost asking;
                bool welcome = judge(node, asking, leg == 1);
                if (!welcome) {
                    co_await spend(c_, node, session_, asking, {});
                    co_return Admission::refused;
                }
                cost += asking;
            }
            if (co_await spend(c_, node, session_, cost, {}) != Outcome::done) co_return lacking(node.id);
        }
        co_return Admission::admitted;
    }
    // What opening a session costs at the server.
    decide::Cost opening() const {
        decide::Cost cost = decide::Cost::of(c_.demand(server_, group_.open), {0});
        if (group_.tls()) cost += decide::Cost::of(c_.demand(server_, Operation::tls_handshake), {0});
        return cost;
    }

    auto pause(base::Duration length) { return session_.sleep(length); }
    base::Task<Outcome> work(decide::Cost cost) { return spend(c_, c_.node(server_), session_, cost, {}); }

    // So many questions and answers; the bytes come with the last. They compete on the way between client and
    // front-end; what lies behind is taken to be faster.
    base::Task<Outcome> carry(Talk talk) {
        base::HostId from = c_.node(group_.entry).host(), to = c_.world.client_host();
        base::Duration length = talk.round_trips * round_trip();
        if (talk.down <= small || !c_.world.competes(from, to)) {
            if (talk.down.count > 0) length += c_.world.time_alone(from, to, talk.down);
            co_return co_await session_.sleep(length);
        }
        // The way of the last answer is the transfer's own.
        Outcome outcome = co_await session_.sleep(length - c_.world.latency(from, to));
        if (outcome == Outcome::done)
            outcome = co_await c_.world.network().transfer(session_, from, to, talk.down);
        co_return outcome;
    }

    // Everything that is new in the mailbox goes to the client, which keeps it on the server. False: cut; it
    // is new again.
    base::Task<bool> take_new(std::uint32_t mailbox, imap::Visit visit, decide::Cost first = {}) {
        mailbox::Batch news = c_.counts.fetch_new({mailbox});
        Talk talk = talk_of(group_, visit, news, c_.counts.stored({mailbox}));
        first += cost_of(c_.demand(server_, group_.each), news);
        Outcome outcome = Outcome::done;
        if (first.cpu.count() > 0) outcome = co_await work(first);
        if (outcome == Outcome::done) outcome = co_await carry(talk);
        if (outcome == Outcome::done) {
            tell_fetched(news.count);
        } else {
            c_.counts.put_back({mailbox}, news);
            lack(server_);
        }
        co_return outcome == Outcome::done;
    }

    // removed: the client has taken them off the server.
    void tell_fetched(std::uint32_t messages, bool removed = false) {
        ++counts_.exchanges;
        counts_.empty += messages == 0;
        counts_.messages += messages;
        facts::Fact f = c_.fact(facts::Kind::fetched, server_);
        f.detail = static_cast<std::uint8_t>(group_.protocol);
        f.value = messages;
        f.amount = static_cast<std::int64_t>(account_.key());
        f.code = static_cast<std::uint16_t>(
            std::min<std::uint32_t>(c_.counts.stored({c_.estate.mailbox(account_)}), 65535));
        f.enhanced = removed;
        f.other = group_.entry;
        f.step = facts::Step::fetch;
        c_.stream.emit(facts::Level::hop, f);
    }
    // Of a session that was refused, with what the client was told.
    void tell_end(Instant began) {
        facts::Fact f = session_fact(c_, server_, {}, group_.protocol, c_.now() - began);
        if (!refusal_.accepted()) {
            f.amount = static_cast<std::int64_t>(account_.key());
            f.rule = refusal_.rule;
            f.text = words_of(refusal_);
        }
        c_.stream.emit(facts::Level::hop, f);
    }
    void use_wrong_password() { wrong_password_ = true; }
    // Tells that the session failed for lack of something. Always false.
    bool lack(NodeId node) {
        ++counts_.refused;
        refused_for_lack(c_, node, group_.protocol);
        return false;
    }

    base::Duration round_trip() const { return 2 * one_way_; }
    bool proxied() const { return group_.entry != server_; }

  private:
    static constexpr base::Bytes small{
        2048};  // the network lets these pass beside all others: one event less

    static bool answers(const Node<W>& node) { return node.up() && node.mode != fault::Mode::refusing_tcp; }
    Admission lacking(NodeId node) {
        lack(node);
        return Admission::lacking;
    }
    // A wrong password is answered in the protocol's own words (Dovecot 2.3); what keeps a client out
    // altogether is said as for mail.
    const char* words_of(const decide::Verdict& v) const {
        if (decide::rule(v.rule).name != "authentication") return v.reply.text.data();
        if (group_.protocol == estate::Protocol::pop3) return pop3::words::login_refused.data();
        if (group_.protocol == estate::Protocol::imap) return imap::words::login_refused.data();
        return v.reply.text.data();
    }
    // The verdicts on a new connection and, at the server, on the sign-in, as far as a rule could object.
    bool judge(Node<W>& node, decide::Cost& cost, bool signs_in) {
        const estate::Account* named = c_.estate.account(account_);
        bool wrong = wrong_password_ || (named && named->wrong_password) ||
                     c_.estate.client_settings(account_, group_.kind).wrong_sign_in;
        signs_in = signs_in && (wrong || !node.tables.logins.empty());
        return judge(node, decide::Stage::connect, cost) &&
               (!signs_in || judge(node, decide::Stage::auth, cost));
    }
    bool judge(Node<W>& node, decide::Stage stage, decide::Cost& cost) {
        if (c_.policies.at(node.id, stage).empty()) return true;
        decide::Client client = decide::person(c_.estate, account_, group_.kind, *group_.listener);
        client.wrong_password = client.wrong_password || wrong_password_;
        decide::Transaction nothing;
        nothing.key = account_.key();
        decide::Verdict v = decide::judge(c_.view(node), node.id, stage, client, nothing);
        node.tables.apply(v.changes.all(), c_.now());
        cost += v.cost;
        if (!v.accepted()) refusal_ = v;
        return v.accepted();
    }

    Context<W>& c_;
    const FetchGroup& group_;
    mail::Address account_;
    NodeId server_;
    FetchCounts& counts_;
    typename W::Session session_;
    base::Duration one_way_{0};
    bool wrong_password_ = false;
    decide::Verdict refusal_;
};

}  // namespace mailsim::nodes
