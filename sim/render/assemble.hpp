// Turns facts into the events of node logs, one after the other and in the order of time. It remembers what
// is under way only: connections that are open and messages in a node's care, so that a whole run can pass
// through it. Facts are taken in the order in which they are told; lines may be stamped ahead of the clock,
// so an event is let go when the clock has passed it.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "render/event.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

class Assembler {
  public:
    Assembler(const Scene& scene, const Letters& letters, Listener& to)
        : scene_(scene), letters_(letters), to_(to) {}
    Assembler(const Assembler&) = delete;

    void take(const facts::Fact& fact);
    void finish();  // lets go of every event that is left

    // The messages in the care of a node now, by arrival: what its queue holds.
    std::vector<const Care*> queue_of(base::NodeId node) const;

  private:
    using Key = std::uint64_t;  // node and message
    template <class Id>
    static Key key(base::NodeId node, Id id) {
        return std::uint64_t{node.value} << 32 | id.value;
    }
    // The number of a request that had no connection of its own; no connection's.
    static std::uint64_t request_of(base::MessageId message) { return ~std::uint64_t{message.value}; }
    struct Connection {
        base::NodeId node, peer;
        base::MessageId message;
        base::Instant opened, mail_at;
        std::uint16_t port = 0;
        estate::Protocol protocol = estate::Protocol::smtp;
        std::uint64_t number = 0;
        bool tls = false, mail_given = false;
        bool objected = false;  // a rule has refused the sender
        std::string host;       // of the server, as its client names it
        std::vector<Event::Count> commands;
        std::deque<std::size_t> unanswered;  // places in `commands`
        std::vector<base::RecipientId> named;
    };
    // What a sender has seen of its attempt under way.
    struct Trying {
        std::uint64_t connection = 0;
        base::Instant mail_at;
        bool mail_given = false;
        std::string host;
        std::uint16_t port = 0;
    };
    // The connection on which a recipient was named. Parts of one message may go over several at once.
    struct Named {
        Trying trying;
        base::NodeId host;
        base::Instant at;
    };
    struct Later {
        bool operator()(const std::pair<std::uint64_t, Event>& a,
                        const std::pair<std::uint64_t, Event>& b) const {
            return a.second.at != b.second.at ? a.second.at > b.second.at : a.first > b.first;
        }
    };

    // assemble_connections.cpp
    void take_connection(const facts::Fact& fact);
    void open(const facts::Fact& fact);
    void line(Connection& connection, const facts::Fact& fact);
    void close(std::uint64_t number, const facts::Fact& fact);
    void unreached(const facts::Fact& fact);
    void notified(const Letter& notice, const Care& care);
    void rejected(const facts::Fact& fact);
    static bool declared_too_large(const facts::Fact& reply);
    void too_large(const Connection& c, const facts::Fact& reply);
    std::string host_text(base::NodeId node, const char* name, std::uint16_t port) const;

    // assemble_queue.cpp
    void take_queue(const facts::Fact& fact);
    void queued(const facts::Fact& fact);
    Care* begin_care(const facts::Fact& fact);
    void flush_arrival();
    void attempt(const facts::Fact& fact);
    void deferred(const facts::Fact& fact);
    void leave(const facts::Fact& fact, base::NodeId node);
    Connection* bringing(base::NodeId node, const facts::Fact& fact);
    Connection& connection(std::uint64_t number, const facts::Fact& line);
    void mail_given(Connection& connection, const facts::Fact& fact);
    void named(Connection& connection, base::RecipientId recipient, base::Instant at);
    Trying attempted(const facts::Fact& fact);
    void dropped(const facts::Fact& fact);
    void flush_done();
    Care* care_of(base::NodeId node, base::RecipientId recipient);
    Trying& trying(base::NodeId node, base::MessageId message, base::NodeId host) {
        return trying_[{node, message, host}];
    }

    Event event(Event::What what, const facts::Fact& fact, base::NodeId node, base::NodeId peer) const;
    void emit(Event event);
    void let_go(base::Instant until);

    Scene scene_;
    const Letters& letters_;
    Listener& to_;
    std::unordered_map<std::uint64_t, Connection> connections_;
    std::unordered_map<Key, std::uint64_t> bringing_;  // the connection that brings a message to a node
    std::map<std::tuple<base::NodeId, base::MessageId, base::NodeId>, Trying>
        trying_;  // by who tries, what, whom
    std::unordered_map<Care*, std::unique_ptr<Care>> cares_;
    std::unordered_map<Key, Care*> by_recipient_;        // node and recipient
    std::unordered_map<Key, std::uint64_t> named_here_;  // node and recipient: the connection that named it
    std::unordered_map<Key, Named> named_there_;         // the same, by who tries
    std::unordered_map<Key, Care*> latest_;              // node and message
    std::unordered_map<Key, Care*> bounced_;             // node and message: whose notification is told next
    decltype(bounced_) gone_;             // that a node is rid of, for as long as they are kept
    std::vector<std::uint32_t> serials_;  // by node
    Care* arriving_ = nullptr;            // more of its recipients may follow at this instant
    facts::Fact arrival_;
    std::vector<std::pair<Care*, base::Instant>> done_;  // to be told when what belongs before it is
    std::deque<std::unique_ptr<Care>> old_;              // events that wait may still speak of them
    std::deque<base::Instant> old_at_;
    std::priority_queue<std::pair<std::uint64_t, Event>, std::vector<std::pair<std::uint64_t, Event>>, Later>
        waiting_;
    std::uint64_t events_ = 0;
    base::Instant now_{};
};

}  // namespace mailsim::render
