// People fetch their mail: POP3 polls, held IMAP and MAPI sessions, phones' heartbeats and pushes, webmail. A
// mailbox's client is one timer; it has a coroutine only while it talks. When clients fetch is load's matter,
// what they ask that of pop3 and imap. The multiplier m of a load stands for m times the people: m times the
// webmail sessions, polls and heartbeats (their intervals are m times shorter). Held sessions stay one for
// each mailbox: their mail is multiplied already.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <tuple>

#include "load/arrivals.hpp"
#include "nodes/fetch_pop3.hpp"

namespace mailsim::nodes {

struct FetchSettings {
    base::Duration origin{0};   // when the run starts, since Monday 0:00
    Instant end = base::never;  // nobody opens webmail from here on
    double multiplier = 1;      // 0: nobody fetches
};

template <class W>
class Fetching {
  public:
    // Context and settings only; the mailboxes are looked at by start().
    Fetching(Context<W>& c, const FetchSettings& settings) : c_(c), settings_(settings) {}
    Fetching(const Fetching&) = delete;
    ~Fetching() { finish(); }

    // Call once, when the mailboxes are filled. Who is online now has a held session that costs nothing to
    // open.
    // only: which mailboxes; empty: all.
    void start(const std::function<bool(mail::Address)>& only = nullptr);
    // One visit besides: POP3 takes what is new, a session that can be held hears of new mail for `stay`.
    base::Task<void> once(mail::Address address, estate::ClientKind kind, bool wrong_password,
                          base::Duration stay);
    // Mail has come into a mailbox. start() connects it to Context::delivered_to.
    void on_delivered(std::uint32_t mailbox);
    // The node's mode has changed: who holds a session there loses it when the node is gone, and comes back.
    void node_changed(NodeId node);
    // Nobody fetches any more; held sessions end. Talks under way go on. Can be called again.
    void finish();

    const FetchCounts& counts() const { return counts_; }
    std::size_t held() const { return held_; }  // sessions open now

  private:
    enum class State : std::uint8_t { away, talking, held, hearing };
    static constexpr std::uint32_t nowhere = 0xffffffffu;

    struct Fetcher : W::Timer {
        Fetcher(Fetching& its_owner, mail::Address its_address, NodeId its_server, std::uint32_t its_group)
            : W::Timer(due), owner(its_owner), address(its_address), server(its_server), group(its_group) {}
        static void due(typename W::Timer& timer) {
            Fetcher& f = static_cast<Fetcher&>(timer);
            f.owner.due(f);
        }
        Fetching& owner;
        mail::Address address;
        NodeId server;
        std::uint32_t group;
        std::uint32_t doors = nowhere;  // those of its held session
        std::uint32_t mailbox = 0;
        Instant opened, until;      // of the held session: its beginning, its end
        std::uint32_t session = 0;  // its number
        std::uint8_t failures = 0;  // attempts in a row that came to nothing
        bool once = false;          // it does not come back
        State state = State::away;
    };

    // Doors of a session that is being opened: given back unless it is kept.
    struct NewDoors {
        explicit NewDoors(Fetching& its_owner) : owner(its_owner), place(its_owner.doors_.take()) {}
        NewDoors(const NewDoors&) = delete;
        ~NewDoors() {
            if (place != nowhere) owner.give_doors(place);
        }
        Doors<W>& operator*() { return owner.doors_[place]; }
        std::uint32_t keep() { return std::exchange(place, nowhere); }
        Fetching& owner;
        std::uint32_t place;
    };

    // fetch_start.hpp
    std::uint32_t group_of(mail::Address address, const decide::Access& way, estate::ClientKind kind);
    void add_group(mail::Address address, const decide::Access& way, estate::ClientKind kind);
    std::uint32_t nobody();
    void start_webmail();
    const load::OnlineShare& online_share(const std::string& day);

    FetchGroup& group(const Fetcher& f) { return groups_[f.group]; }
    Visit<W> visit(Fetcher& f) { return Visit<W>(c_, group(f), f.address, f.server, counts_); }
    void set(Fetcher& f, Instant at) {
        if (at < base::never && !finished_) c_.world.calendar().set(f, at);
    }

    void due(Fetcher& f);
    void next_poll(Fetcher& f) {
        const FetchGroup& g = group(f);
        set(f, g.polling.next(*g.online, c_.draws, f.address.key(), c_.now()));
    }
    void next_session(Fetcher& f, Instant from);
    void come_back(Fetcher& f);
    void end_session(Fetcher& f);
    void give_doors(std::uint32_t place) {
        doors_[place].give();
        doors_.give(place);
    }

    base::Task<void> stay(Fetcher& f, bool wrong_password, base::Duration length);
    base::Task<void> poll(Fetcher& f);
    base::Task<void> beat(Fetcher& f, bool push);
    base::Task<void> log_in(Fetcher& f, bool open_already);
    base::Task<void> hear(Fetcher& f);
    base::Task<void> open_browsers(const estate::Profile& profile, std::vector<std::uint32_t> users);
    base::Task<void> browse(Fetcher& f, base::Duration length);

    Context<W>& c_;
    FetchSettings settings_;
    FetchCounts counts_;
    std::deque<FetchGroup> groups_;
    std::map<std::tuple<mail::DomainId, const estate::Profile*, const estate::ClientSettings*>, std::uint32_t>
        group_numbers_;
    std::map<std::string, load::OnlineShare> shares_;
    std::deque<load::DayProfile> days_;
    std::deque<Fetcher> fetchers_;   // by mailbox
    std::vector<Fetcher*> staying_;  // of single visits, sessions that are held
    Slab<Doors<W>> doors_;
    std::size_t held_ = 0;
    std::uint32_t nobody_ = nowhere;
    bool finished_ = false;
};

}  // namespace mailsim::nodes

#include "nodes/fetch_once.hpp"
#include "nodes/fetch_start.hpp"
#include "nodes/fetch_times.hpp"
