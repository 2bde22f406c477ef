// An estate of three nodes and a peer, and short ways to write facts about it.
#pragma once
#include "estate/estate.hpp"
#include "facts/stream.hpp"
#include "observe/observer.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::observe::test {

using namespace std::chrono_literals;

inline base::Instant at(base::Duration d) { return base::Instant{d}; }
inline constexpr base::NodeId mta{0}, fe{1}, be{2}, peer{3};

// mta and be have hosts of their own; fe shares be's host.
inline void fill(estate::Estate& estate) {
    const char* ids[] = {"mta1", "fe", "be2", "gmail"};
    estate::Role roles[] = {estate::Role::antispam, estate::Role::front_end, estate::Role::backend,
                            estate::Role::peer};
    std::uint32_t hosts[] = {0, 1, 1, 2};
    for (int i = 0; i < 4; ++i) {
        estate::Node& node = estate.nodes.emplace_back();
        node.id = ids[i];
        node.role = roles[i];
        node.host = base::HostId{hosts[i]};
    }
    mail::DomainId acme = estate.book.domain("acme.example");
    estate.book.set_population(acme, 1000);
    estate.book.domain("gmail.com");
    estate.book.set_population(estate.book.domain("gmail.com"), 1000);
}

inline facts::Fact fact(facts::Kind kind, base::Duration when, base::NodeId node, std::uint32_t recipient = 0,
                        base::Duration value = 0ns, mail::Kind mail_kind = mail::Kind::incoming) {
    facts::Fact f;
    f.kind = kind;
    f.at = at(when);
    f.node = node;
    f.message = base::MessageId{recipient};
    f.recipient = base::RecipientId{recipient};
    f.value = value.count();
    f.mail_kind = static_cast<std::uint8_t>(mail_kind);
    return f;
}

inline facts::Fact visit(base::StationId station, base::Duration left, base::Duration sojourn,
                         base::Duration demand) {
    facts::Fact f;
    f.kind = facts::Kind::visit;
    f.station = station;
    f.at = at(left);
    f.value = sojourn.count();
    f.amount = demand.count();
    return f;
}

inline mail::Message message(std::uint32_t id, base::Duration submitted,
                             mail::Kind kind = mail::Kind::incoming) {
    mail::Message m;
    m.id = base::MessageId{id};
    m.first_recipient = base::RecipientId{id};
    m.recipient_count = 1;
    m.key = 1000 + id;
    m.sender = {mail::DomainId{1}, 4};
    m.kind = kind;
    m.size = {20'000};
    m.submitted = at(submitted);
    return m;
}

// One incoming message over mta1, fe and be2: three hops of one second, each with half a second in the queue.
inline void incoming(facts::Stream& stream, std::uint32_t id, base::Duration start) {
    using facts::Kind;
    using facts::Level;
    auto ledger = [&](Kind kind, base::Duration after, base::NodeId node, base::NodeId other = {}) {
        facts::Fact f = fact(kind, start + after, node, id, kind == Kind::delivered ? after : 0ns);
        f.other = other;
        if (kind == Kind::delivered) f.code = 250;
        stream.emit(Level::ledger, f);
    };
    auto try_once = [&](base::Duration after, base::NodeId node) {
        stream.emit(Level::hop, fact(Kind::queued, start + after, node, id));
        facts::Fact f = fact(Kind::attempt, start + after + 1s, node, id, 500ms);
        f.code = 250;
        stream.emit(Level::hop, f);
    };
    ledger(Kind::offered, 0s, mta);
    ledger(Kind::accepted, 0s, mta);
    try_once(0s, mta);
    ledger(Kind::received, 1s, fe);
    ledger(Kind::handed_on, 1s, mta, fe);
    try_once(1s, fe);
    ledger(Kind::received, 2s, be);
    ledger(Kind::handed_on, 2s, fe, be);
    try_once(2s, be);
    ledger(Kind::delivered, 3s, be);
}

}  // namespace mailsim::observe::test
