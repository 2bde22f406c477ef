// What the fetching clients of one domain, profile and kind have in common, and the questions and answers of
// one exchange. Not here: a single mailbox (fetch.hpp), time (fetch_visit.hpp).
#pragma once
#include "imap/poll.hpp"
#include "load/polls.hpp"
#include "nodes/spend.hpp"

namespace mailsim::nodes {

inline constexpr base::Duration notice_delay = std::chrono::milliseconds(500);

// How a client comes by its mail. By the protocol in its settings.
enum class FetchHabit : std::uint8_t {
    none,   // its settings lead nowhere
    poll,   // POP3: asks at intervals
    hold,   // IMAP and MAPI: holds its connection
    beat,   // ActiveSync: heartbeats, and a push while it is reachable
    visit,  // webmail: looks from time to time
};

struct FetchGroup {
    estate::ClientKind kind = estate::ClientKind::outlook;
    FetchHabit habit = FetchHabit::none;
    estate::Protocol protocol = estate::Protocol::imap;
    Process process = Process::imap;
    Operation open = Operation::imap_session, notice = Operation::imap_notice, each = Operation::imap_message;
    const estate::Profile* profile = nullptr;
    const estate::Listener* listener = nullptr;  // at the entry
    NodeId entry;
    const load::OnlineShare* online = nullptr;
    load::Polling polling;
    load::HeldSessions held;

    bool tls() const { return listener->tls != estate::Tls::none; }
};

inline void set_protocol(FetchGroup& g, estate::Protocol protocol) {
    using P = estate::Protocol;
    using O = Operation;
    g.protocol = protocol;
    auto is = [&](FetchHabit habit, Process process, O open, O notice, O each) {
        g.habit = habit, g.process = process, g.open = open, g.notice = notice, g.each = each;
    };
    if (protocol == P::pop3)
        is(FetchHabit::poll, Process::pop3, O::pop3_session, O::pop3_session, O::pop3_message);
    if (protocol == P::imap)
        is(FetchHabit::hold, Process::imap, O::imap_session, O::imap_notice, O::imap_message);
    if (protocol == P::mapi)
        is(FetchHabit::hold, Process::web, O::mapi_session, O::mapi_message, O::mapi_message);
    if (protocol == P::activesync)
        is(FetchHabit::beat, Process::web, O::activesync_ping, O::activesync_message, O::activesync_message);
    if (protocol == P::webmail)
        is(FetchHabit::visit, Process::web, O::webmail_session, O::webmail_request, O::webmail_request);
}

// One exchange between client and server, as far as the network is concerned.
struct Talk {
    unsigned round_trips = 0;
    base::Bytes down;  // to the client
};

// TCP's handshake and one round trip of TLS 1.3 (RFC 8446 2).
inline unsigned connect_round_trips(const FetchGroup& group) { return group.tls() ? 2 : 1; }

// Opening a session (visit: open) or hearing of new mail in an open one (visit: notice). MAPI, ActiveSync and
// webmail are no wire protocols here: one request, and one more for all new messages together (an
// assumption).
inline Talk talk_of(const FetchGroup& group, imap::Visit visit, const mailbox::Batch& news,
                    std::uint32_t stored) {
    bool opens = visit == imap::Visit::open;
    Talk talk{opens ? connect_round_trips(group) : 0, news.bytes};
    if (group.protocol != estate::Protocol::imap) {
        talk.round_trips += 1 + (opens && news.count > 0 ? 1 : 0);
        return talk;
    }
    imap::PollPlan plan;
    plan.visit = visit;
    plan.new_messages = news.count;
    plan.new_bytes = news.bytes;
    plan.stored_messages = std::max(stored, news.count);
    plan.starttls = group.listener->tls == estate::Tls::starttls;
    imap::PollCost cost = imap::poll(plan).total();
    return {talk.round_trips + cost.round_trips, cost.from_server};
}

// The same operation for each of so many messages.
inline decide::Cost cost_of(const estate::Demand& demand, const mailbox::Batch& news) {
    if (news.count == 0) return {};
    decide::Cost cost = decide::Cost::of(demand, news.bytes);
    cost.cpu += demand.cpu * (news.count - 1);
    cost.writes += demand.writes * (news.count - 1);
    return cost;
}

}  // namespace mailsim::nodes
