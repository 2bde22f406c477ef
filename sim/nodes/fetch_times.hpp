// Definitions of fetch.hpp's templates: what happens when a client's time has come. Include fetch.hpp.
#pragma once
#include "nodes/fetch.hpp"

namespace mailsim::nodes {

//   POP3, phone:   away --timer--> talking --> away
//   IMAP, MAPI:    away --timer--> talking --> held --mail--> hearing --> held --timer or node gone--> away
template <class W>
void Fetching<W>::due(Fetcher& f) {
    const FetchGroup& g = group(f);
    if (g.habit != FetchHabit::hold) {
        next_poll(f);  // a poll that lasts longer than its interval leaves out the next
        if (f.state == State::away) c_.world.spawn(g.habit == FetchHabit::poll ? poll(f) : beat(f, false));
    } else if (f.state == State::away) {
        c_.world.spawn(log_in(f, false));
    } else if (f.state == State::held) {
        end_session(f);
        next_session(f, c_.now() + g.held.reconnect);
    } else {
        set(f, c_.now() + std::chrono::seconds(1));  // first hears what is being said
    }
}

template <class W>
void Fetching<W>::on_delivered(std::uint32_t mailbox) {
    if (mailbox >= fetchers_.size() || finished_) return;
    for (Fetcher* f : staying_)
        if (f->mailbox == mailbox && f->state == State::held) c_.world.spawn(hear(*f));
    Fetcher& f = fetchers_[mailbox];
    const FetchGroup& g = group(f);
    if (f.state == State::held)
        c_.world.spawn(hear(f));
    else if (g.habit == FetchHabit::beat && f.state == State::away &&
             g.online->online(c_.draws, f.address.key(), c_.now()))
        c_.world.spawn(beat(f, true));
}

template <class W>
void Fetching<W>::node_changed(NodeId node) {
    if (c_.node(node).up()) return;
    for (Fetcher* f : staying_)
        if (f->state == State::held && (f->server == node || group(*f).entry == node)) end_session(*f);
    for (Fetcher& f : fetchers_) {
        if (f.state != State::held || (f.server != node && group(f).entry != node)) continue;
        end_session(f);
        come_back(f);
    }
}

template <class W>
void Fetching<W>::finish() {
    if (finished_) return;
    finished_ = true;
    if (c_.delivered_context == this) c_.delivered_to = nullptr;
    for (Fetcher& f : fetchers_) {
        c_.world.calendar().cancel(f);
        end_session(f);
    }
    for (Fetcher* f : staying_) end_session(*f);
}

template <class W>
void Fetching<W>::next_session(Fetcher& f, Instant from) {
    const FetchGroup& g = group(f);
    f.state = State::away;
    if (finished_) return;
    bool first = f.session == 0;
    auto next = g.held.next(*g.online, c_.draws, f.address.key(), from, f.session++);
    if (!next) return;
    f.until = next->end;
    if (first && next->begin == from)
        c_.world.spawn(log_in(f, true));
    else
        set(f, next->begin);
}

// After a lost connection, or an attempt that failed: soon, then after twice as long each time, up to the
// time between two polls (an assumption); each client moved by a keyed draw.
template <class W>
void Fetching<W>::come_back(Fetcher& f) {
    if (f.once) return;
    const FetchGroup& g = group(f);
    base::Duration pause =
        std::min(g.held.reconnect * (1 << std::min<int>(f.failures, 10)), g.profile->poll_interval);
    if (f.failures < 255) ++f.failures;
    constexpr std::uint64_t spreads = std::uint64_t{1}
                                      << 40;  // draws apart from those of the sessions' lengths
    double u = c_.draws.uniform(f.address.key(), base::Purpose::session_length, spreads + f.session);
    next_session(f, c_.now() + pause + base::from_seconds(u * base::seconds(pause)));
}

template <class W>
void Fetching<W>::end_session(Fetcher& f) {
    if (f.doors == nowhere) return;
    give_doors(std::exchange(f.doors, nowhere));
    --held_;
    f.state = State::away;
    tell_session(c_, f.server, {}, group(f).protocol, c_.now() - f.opened);
}

template <class W>
base::Task<void> Fetching<W>::poll(Fetcher& f) {
    f.state = State::talking;
    Pop3Session<W> session(c_, group(f), f.address, f.server, f.mailbox, counts_);
    co_await session.run();
    f.state = State::away;
}

// A phone's ping that ends, or mail that ends it early. The connection is kept from one to the next.
template <class W>
base::Task<void> Fetching<W>::beat(Fetcher& f, bool push) {
    f.state = State::talking;
    Visit<W> to = visit(f);
    Doors<W> doors;
    Instant began = c_.now();
    decide::Cost ping = push ? decide::Cost{} : decide::Cost::of(c_.demand(f.server, group(f).open), {0});
    Admission admission = co_await to.admit(doors, ping, !push);
    bool well = admission == Admission::admitted;
    while (well) {
        well = co_await to.take_new(f.mailbox, imap::Visit::notice);
        if (c_.counts.waiting({f.mailbox}).count == 0) break;
    }
    if (well || admission == Admission::refused) to.tell_end(began);
    f.state = State::away;
}

// open_already: the session began before the run did.
template <class W>
base::Task<void> Fetching<W>::log_in(Fetcher& f, bool open_already) {
    f.state = State::talking;
    Visit<W> to = visit(f);
    NewDoors doors(*this);
    f.opened = c_.now();
    Admission admission =
        co_await to.admit(*doors, open_already ? decide::Cost{} : to.opening(), !open_already);
    bool open = admission == Admission::admitted;
    if (open && !open_already) open = co_await to.take_new(f.mailbox, imap::Visit::open);
    while (open && c_.counts.waiting({f.mailbox}).count > 0)
        open = co_await to.take_new(f.mailbox, imap::Visit::notice);
    if (admission == Admission::refused) to.tell_end(f.opened);
    if (!open || finished_ || !c_.node(f.server).up()) {
        f.state = State::away;
        co_return come_back(f);
    }
    f.failures = 0;
    f.doors = doors.keep();
    ++held_;
    f.state = State::held;
    set(f, std::max(f.until, c_.now() + std::chrono::seconds(1)));
}

// The server tells of new mail; the client fetches it.
template <class W>
base::Task<void> Fetching<W>::hear(Fetcher& f) {
    f.state = State::hearing;
    Visit<W> to = visit(f);
    bool well = to.reach();
    bool imap = group(f).protocol == estate::Protocol::imap;
    // Dovecot waits so long for further changes before it tells (index-mailbox-check.c; recorded: 0.50 s).
    if (well && imap) well = co_await to.pause(notice_delay) == Outcome::done;
    decide::Cost notice = imap ? decide::Cost::of(c_.demand(f.server, group(f).notice), {0}) : decide::Cost{};
    while (well) {
        well = co_await to.take_new(f.mailbox, imap::Visit::notice, notice);
        if (c_.counts.waiting({f.mailbox}).count == 0) break;
    }
    if (f.doors == nowhere) co_return;  // nobody fetches any more
    f.state = State::held;
    if (well && c_.node(f.server).up()) co_return;
    end_session(f);
    come_back(f);
}

template <class W>
base::Task<void> Fetching<W>::open_browsers(const estate::Profile& profile,
                                            std::vector<std::uint32_t> users) {
    constexpr std::uint64_t stream = 6000;  // apart from the streams of mail
    auto number = static_cast<std::uint64_t>(&profile - c_.estate.profiles.data());
    load::WebmailSessions habits;
    habits.per_user_day = profile.webmail_sessions_per_day * settings_.multiplier;
    habits.median_length = profile.webmail_session;
    const load::DayProfile& day = days_.emplace_back(load::named_profile(profile.day, settings_.origin));
    load::PoissonArrivals arrivals(
        day, c_.draws, {habits.per_day(static_cast<double>(users.size())), stream + number, 16384});
    for (;;) {
        load::Arrival next = arrivals.next();
        if (next.at >= settings_.end || next.at == base::never) co_return;
        co_await c_.world.calendar().sleep_until(next.at);
        if (finished_) co_return;
        std::uint64_t key = base::mix((stream + number) << 56 ^ next.key);
        std::uint32_t user = users[c_.draws.below(users.size(), key, base::Purpose::sender)];
        c_.world.spawn(
            browse(fetchers_[user], habits.length(c_.draws.uniform(key, base::Purpose::session_length))));
    }
}

// A process at each node only during a request; what is read stays on the server.
template <class W>
base::Task<void> Fetching<W>::browse(Fetcher& f, base::Duration length) {
    constexpr base::Duration refresh = load::WebmailSessions{}.refresh;
    Instant began = c_.now(), end = began + length;
    for (bool first = true;; first = false) {
        {
            Visit<W> to = visit(f);
            Doors<W> doors;
            decide::Cost look = decide::Cost::of(c_.demand(f.server, group(f).each), {0});
            Admission admission = co_await to.admit(doors, first ? to.opening() : look, first);
            if (admission == Admission::lacking) co_return;
            if (admission == Admission::refused) break;
            if (!co_await to.take_new(f.mailbox, first ? imap::Visit::open : imap::Visit::notice)) co_return;
        }
        if (c_.now() + refresh > end || finished_) break;
        co_await c_.world.calendar().sleep(refresh);
    }
    tell_session(c_, f.server, {}, group(f).protocol, c_.now() - began);
}

}  // namespace mailsim::nodes
