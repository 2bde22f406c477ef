// A POP3 session in simulated time: the client's questions and their octets come from pop3::poll, the time
// from here. An empty poll is one processor use and one sleep. Messages are removed at QUIT (RFC 1939 section
// 6): a session that was cut leaves everything new.
#pragma once
#include "nodes/fetch_visit.hpp"
#include "pop3/poll.hpp"

namespace mailsim::nodes {

template <class W>
class Pop3Session {
  public:
    Pop3Session(Context<W>& c, const FetchGroup& group, mail::Address account, NodeId server,
                std::uint32_t mailbox, FetchCounts& counts)
        : c_(c),
          group_(group),
          account_(account),
          server_(server),
          mailbox_(mailbox),
          visit_(c, group, account, server, counts) {}

    void use_wrong_password() { visit_.use_wrong_password(); }

    base::Task<void> run() {
        began_ = c_.now();
        Admission admission = co_await visit_.admit(doors_, visit_.opening());
        if (admission == Admission::admitted) {
            news_ = c_.counts.fetch_new({mailbox_});
            if (co_await talk() != Outcome::done) {
                c_.counts.put_back({mailbox_}, news_);
                visit_.lack(server_);
                co_return;
            }
            visit_.tell_fetched(news_.count, removed_);
        }
        if (admission != Admission::lacking) visit_.tell_end(began_);
    }

  private:
    using Part = pop3::PollPhase;

    // The share of people that keep their mail on the server, by a keyed draw.
    bool leaves() const {
        return c_.draws.uniform(account_.key(), base::Purpose::client_kind, 1) <
               group_.profile->leave_on_server;
    }

    pop3::PollResult questions() const {
        pop3::PollPlan plan;
        plan.new_messages = news_.count;
        plan.new_bytes = news_.bytes;
        plan.stored_messages = c_.counts.stored({mailbox_});
        plan.stored_bytes = c_.counts.used({mailbox_});
        plan.leave_on_server = plan.uidl = leaves();
        plan.stls = plan.capa = group_.listener->tls == estate::Tls::starttls;
        return pop3::poll(plan);
    }

    base::Task<Outcome> talk() {
        pop3::PollResult asked = questions();
        unsigned login = connect_round_trips(group_) + asked[Part::login].round_trips;
        unsigned status = asked[Part::status].round_trips;
        unsigned quit = news_.count == 0 ? asked[Part::quit].round_trips : 0;
        Instant opened = c_.now();
        Outcome outcome = co_await visit_.carry({login + status + quit, asked[Part::status].from_server});
        if (outcome != Outcome::done) co_return outcome;
        phase(facts::Phase::pop_connect, opened - began_ + login * visit_.round_trip());
        phase(facts::Phase::pop_status, c_.now() - opened - (login + quit) * visit_.round_trip());
        if (news_.count > 0) outcome = co_await retrieve(asked);
        co_return outcome;
    }

    base::Task<Outcome> retrieve(const pop3::PollResult& asked) {
        base::Bytes size{news_.bytes.count / news_.count};
        decide::Cost cost = decide::Cost::of(c_.demand(server_, group_.each), size);
        for (std::uint32_t n = 0; n < news_.count; ++n) {
            Instant since = c_.now();
            Outcome outcome = co_await visit_.work(cost);
            if (outcome == Outcome::done) outcome = co_await visit_.carry({1, size});
            if (outcome != Outcome::done) co_return outcome;
            phase(facts::Phase::pop_retrieve, c_.now() - since);
        }
        unsigned removals = asked[Part::remove].round_trips;
        Outcome outcome = co_await visit_.carry({removals + asked[Part::quit].round_trips, {0}});
        if (outcome != Outcome::done) co_return outcome;
        for (unsigned n = 0; n < removals; ++n) phase(facts::Phase::pop_delete, visit_.round_trip());
        removed_ = asked.deleted > 0;
        if (removed_) c_.counts.remove({mailbox_}, news_.count, news_.bytes);
        co_return Outcome::done;
    }

    void phase(facts::Phase phase, base::Duration length) { tell_phase(c_, server_, phase, length); }

    Context<W>& c_;
    const FetchGroup& group_;
    mail::Address account_;
    NodeId server_;
    std::uint32_t mailbox_;
    Visit<W> visit_;
    Doors<W> doors_;
    mailbox::Batch news_;
    Instant began_;
    bool removed_ = false;
};

}  // namespace mailsim::nodes
