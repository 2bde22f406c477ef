// Transfers between hosts. The way's latency is spent first, then the bytes flow. Over a way without a shared
// link they take size / slowest link, on our calendar. Over shared links transfers compete (max-min
// fairness), computed by SimGrid or by our own exact sharing: notes/0001-shared-links.md.
#pragma once
#include <memory>
#include <vector>

#include "engine/integral.hpp"
#include "engine/platform.hpp"
#include "engine/queue.hpp"
#include "engine/sharing.hpp"

namespace mailsim::engine {

using base::Bytes;
using base::HostId;
using base::LinkId;
class Fabric;  // the SimGrid side

// Who computes the shares of transfers over shared links.
enum class Contention : std::uint8_t {
    simgrid,    // SimGrid, all of them
    own,        // we, all of them; on a way with several shared links only the narrowest is competed for
    automatic,  // we where no way holds two shared links, SimGrid where shared links are coupled by a way
};

struct NetworkOptions {
    Contention contention = Contention::automatic;
    Bytes small{2048};  // transfers up to this size compete with nobody: commands, replies, DNS
};

struct LinkRecord {
    Integral transfers;  // those that compete for it now (shared links only)
    Bytes carried;       // of transfers that ended well, competing or not
    Bytes competed;      // of those, what competed for it
    bool on = true;
    double factor = 1;  // of its bandwidth
};

class Network {
  public:
    Network(Calendar& calendar, const Platform& platform, NetworkOptions options);
    Network(const Network&) = delete;
    ~Network();

    class Transfer {
      public:
        Transfer(Network& network, Session& session, HostId from, HostId to, Bytes size)
            : network_(network), session_(session), from_(from), to_(to), size_(size) {}
        Transfer(const Transfer&) = delete;
        bool await_ready() { return !session_.may_wait() || network_.skip(session_, from_, to_); }
        void await_suspend(std::coroutine_handle<> waiter) {
            network_.start(session_, waiter, from_, to_, size_);
        }
        Outcome await_resume() const { return session_.outcome; }

      private:
        Network& network_;
        Session& session_;
        HostId from_, to_;
        Bytes size_;
    };
    // co_await network.transfer(session, from, to, size): done when the last byte arrives; failed when a link
    // of the way goes off meanwhile or is off, or there is no way. Ends with a host only through
    // session.attach(host).
    Transfer transfer(Session& session, HostId from, HostId to, Bytes size) {
        return {*this, session, from, to, size};
    }
    // One way, without bytes. base::never_ends if there is no way or it is off.
    Duration latency(HostId from, HostId to) const;
    // Whether transfers between these hosts share a link with others.
    bool competes(HostId from, HostId to) const {
        if (from == to) return false;
        const Kind kind = way(from, to).kind;
        return kind == Kind::own || kind == Kind::simgrid;
    }
    // What a transfer takes if it competes with nobody.
    Duration time_alone(HostId from, HostId to, Bytes size) const;

    // Transfers under way over the link fail now, new ones at once.
    void turn_off(LinkId link);
    void turn_on(LinkId link);
    // Factor > 0 on the link's bandwidth: for all its transfers if it is shared, else for those that start
    // later.
    void slow(LinkId link, double factor);

    const LinkRecord& link(LinkId link) const { return records_[link.index()]; }
    // Bytes that competing transfers have moved over a shared link, those under way included.
    double moved(LinkId link, Instant now);
    // moved() against what the link could have carried until now at full bandwidth; 0 to 1.
    double utilisation(LinkId link, Instant now);

    // The SimGrid side; null when no way needs it.
    Fabric* fabric() const { return fabric_.get(); }

  private:
    enum class Kind : std::uint8_t { none, alone, own, simgrid };
    struct Way {
        HostId from, to;
        Kind kind = Kind::none;
        bool on = true;
        std::uint32_t narrowest = 0;  // the shared link that it competes for (own)
        Duration latency{0};
        double rate = 0;  // of a transfer alone, bytes per nanosecond
        double cap = 0;   // set by the links beside the narrowest (own)
        std::vector<LinkId> links, shared;
        bool uses(LinkId link) const;
    };
    enum Stage : std::uint8_t { on_the_way, sharing, in_fabric, over };

    bool skip(Session& session, HostId from, HostId to);
    void start(Session& session, std::coroutine_handle<> waiter, HostId from, HostId to, Bytes size);
    void add_ways(const Platform& platform);
    void choose_kinds(Contention contention);
    void build_fabric(const Platform& platform);
    void refresh(Way& way);
    void refresh_ways(LinkId link);
    double rate_of(LinkId link) const;
    void compete(Wait& wait);
    void leave(Wait& wait);  // out of links and lists, without resuming it
    const Way& way(HostId from, HostId to) const { return ways_[index_[from.index() * hosts_ + to.index()]]; }
    const Way& way(const Wait& wait) const { return ways_[wait.way]; }
    static void latency_over(Timer& timer);
    static void arrived(Timer& timer);
    static void withdraw(Wait& wait);
    static void fabric_ended(Wait& wait, bool well);

    Calendar& calendar_;
    NetworkOptions options_;
    std::vector<Platform::Link> links_;
    std::vector<LinkRecord> records_;
    std::vector<std::unique_ptr<Sharing>> shares_;  // by link; null where it is not ours to compute
    std::size_t hosts_;
    std::vector<std::uint32_t> index_;  // from x to -> way; ways_[0] is no way
    std::vector<Way> ways_;
    Queue under_way_;
    std::unique_ptr<Fabric> fabric_;
};

}  // namespace mailsim::engine
