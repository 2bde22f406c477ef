// A session between two ends in one process: typed commands one way, typed replies the other, each stamped
// with the instant at which it arrives. An end's own clock may run ahead of the calendar (a *stretch*):
// exchanging lines only moves the clocks; the end that touches something shared first sleeps until its own
// instant (settle). So a session costs a few calendar events however many lines it has, watched or not. Not
// here: what is said (smtp), what it means (decide). A wire is pooled; both ends hold it.
#pragma once
#include <coroutine>
#include <utility>
#include <vector>

#include "nodes/mails.hpp"
#include "smtp/client.hpp"
#include "smtp/server.hpp"

namespace mailsim::nodes {

struct Upward {
    enum class What : std::uint8_t { command, content, tls, close } what = What::close;
    smtp::Command command;
    std::int64_t octets = 0;
    std::uint32_t position = 0;  // of RCPT: which of the offered copies
    base::Instant at;
};
struct Downward {
    enum class What : std::uint8_t { reply, tls, close } what = What::close;
    mail::Reply reply;
    smtp::Extensions offers;
    base::Instant at;
};

// Items in order; the memory is kept when all have been taken.
template <class Item>
class Line {
  public:
    bool empty() const { return next_ == items_.size(); }
    void push(const Item& item) { items_.push_back(item); }
    Item take() {
        Item item = items_[next_++];
        if (empty()) clear();
        return item;
    }
    void clear() {
        items_.clear();
        next_ = 0;
    }

  private:
    std::vector<Item> items_;
    std::size_t next_ = 0;
};

template <class W>
struct Wire {
    explicit Wire(W& world) : session(world.calendar()) {}

    typename W::Session session;  // what the two ends wait with: one of them at a time
    smtp::Server server;
    smtp::Client client;
    Line<Upward> up;
    Line<Downward> down;
    std::vector<Downward> gathered;  // said, not yet flushed
    base::Duration one_way{0};
    base::Instant client_at, server_at;
    std::coroutine_handle<> client_waits, server_waits;
    bool closed = false;  // by either end; what was sent before still arrives
    int ends = 0;
    // What the server end took responsibility for, told at the instant of commitment.
    std::vector<std::uint32_t> accepted;  // positions in the client's list of copies
    bool committed = false;
    std::vector<base::RuleId> rules;  // by position: which rule refused it
    base::Instant opened;
    std::uint64_t number = 0;              // of this connection in the run
    std::uint32_t entry = 0;               // whose copies are offered
    bool fresh = false;                    // another message's, the server has not seen it yet
    bool overflow = false;                 // the listen queue was full: to the client nothing answered
    bool patience_ended = false;           // no process became free in time
    std::vector<dns::Question> questions;  // that rules asked; nobody has spent their time yet

    void refused_by(base::RuleId rule) {
        for (base::RuleId& r : rules) r = rule;
    }

    void open(base::Instant now, base::Duration latency, std::size_t positions) {
        up.clear();
        down.clear();
        gathered.clear();
        one_way = latency;
        client_at = server_at = now;
        client_waits = server_waits = {};
        closed = committed = overflow = patience_ended = false;
        accepted.clear();
        questions.clear();
        rules.assign(positions, {});
        opened = now;
        ends = 2;
    }

    // Another message over the same connection.
    void again(base::Instant now, std::uint32_t its_entry, std::size_t positions) {
        entry = its_entry;
        accepted.clear();
        rules.assign(positions, {});
        committed = false;
        fresh = true;
        if (client_at < now) client_at = now;
    }

    void send(Upward item) {
        item.at = client_at + one_way;
        up.push(item);
    }
    void send_at(Upward item, base::Instant at) {
        item.at = at;
        up.push(item);
    }
    // Replies gather until the server flushes them: their stamp is when its work is done.
    void say(const Downward& item) { gathered.push_back(item); }
    void flush() {
        for (Downward& item : gathered) {
            item.at = server_at + one_way;
            down.push(item);
        }
        gathered.clear();
    }

    // co_await wire.reply(): the next reply; its `what` is close when the session has ended.
    auto reply() { return Receive<true>{*this}; }
    // co_await wire.request(): the next command.
    auto request() { return Receive<false>{*this}; }

    // The last word of an end: the other one, if it waits, learns of it.
    void hang_up() {
        closed = true;
        wake(client_waits);
        wake(server_waits);
    }

  private:
    static void wake(std::coroutine_handle<>& waiter) {
        if (waiter) std::exchange(waiter, {}).resume();
    }

    template <bool is_client>
    class Receive {
      public:
        explicit Receive(Wire& wire) : wire_(wire) {}
        Receive(const Receive&) = delete;
        bool await_ready() { return !in().empty() || wire_.closed; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<> self) {
            (is_client ? wire_.client_waits : wire_.server_waits) = self;
            auto& other = is_client ? wire_.server_waits : wire_.client_waits;
            if (other && !out().empty()) return std::exchange(other, {});
            return std::noop_coroutine();
        }
        auto await_resume() {
            using Item = std::conditional_t<is_client, Downward, Upward>;
            if (in().empty()) return Item{};
            Item item = in().take();
            auto& mine = is_client ? wire_.client_at : wire_.server_at;
            if (item.at > mine) mine = item.at;
            return item;
        }

      private:
        auto& in() {
            if constexpr (is_client)
                return wire_.down;
            else
                return wire_.up;
        }
        auto& out() {
            if constexpr (is_client)
                return wire_.up;
            else
                return wire_.down;
        }
        Wire& wire_;
    };
};

}  // namespace mailsim::nodes
