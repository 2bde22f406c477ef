// What everything in one lab shares: the estate, its nodes on their sockets, mailboxes, queues, log.
// Decisions are decide's; this holds what they see. One thread uses it.
#pragma once
#include <set>
#include <unordered_set>

#include "decide/access.hpp"
#include "decide/judge.hpp"
#include "decide/next_hop.hpp"
#include "fault/fault.hpp"
#include "lab/commits.hpp"
#include "lab/keeper.hpp"
#include "lab/log.hpp"
#include "lab/mailboxes.hpp"
#include "lab/options.hpp"
#include "lab/plan.hpp"
#include "scenario/scenario.hpp"
#include "smtp/server.hpp"
#include "sockets/acceptor.hpp"
#include "sockets/alarm.hpp"
#include "sockets/datagrams.hpp"
#include "sockets/tls.hpp"

namespace mailsim::lab {

// A node with its sockets.
struct Node {
    Node(sockets::Loop& loop, base::NodeId its_id, const estate::Node& its_estate, base::Ip its_address);
    base::NodeId id;
    const estate::Node& estate;
    base::Ip address;
    queue::Schedule schedule;
    queue::Queue queue;
    queue::Destinations remote, local;
    std::map<std::uint64_t, queue::DestinationId> destinations;
    std::vector<std::unique_ptr<Entry>> entries;  // the queue's messages are places here
    std::vector<std::uint32_t> free_entries;
    sockets::Alarm wake;  // of its queue
    tables::NodeTables tables;
    std::vector<smtp::ServerPolicy> policies;  // by listener
    std::unique_ptr<sockets::TlsContext> tls;
    fault::Mode mode = fault::Mode::fine;
    double slow = 1;
    std::size_t sessions = 0;
    std::set<sockets::Stream*> streams;  // of its sessions, so that a fault can cut them
    std::vector<std::shared_ptr<sockets::Acceptor>> acceptors;
    std::unique_ptr<sockets::Datagrams> dns;
    bool up() const { return mode != fault::Mode::off && mode != fault::Mode::silent; }
};

// A delivery under way from one of our nodes, known by its end of the connection: what the receiver keeps,
// the sender forgets in the same step, so that a killed lab has it once.
struct Transfer {
    const Letter* letter;
    const std::vector<std::uint32_t>* copies;
};

class Site {
  public:
    Site(estate::Estate& its_estate, const scenario::Scenario& its_scenario, const Options& its_options,
         Log& its_log, Keeper& its_keeper);

    sockets::Loop loop;
    estate::Estate& estate;
    const scenario::Scenario& scenario;
    const Options& options;
    Log& log;
    Keeper& keeper;
    Commits commits;
    Plan plan;
    decide::Policies policies;
    Mailboxes mailboxes;
    sockets::Authority authority;
    std::unique_ptr<sockets::TlsContext> client_tls;
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<bool> links_off;  // by LinkId
    std::size_t held = 0;         // octets of contents that sessions are receiving
    base::Draws draws;
    std::map<std::string, Transfer> transfers;  // by the sender's address and port

    static constexpr std::size_t most_held = 512u << 20;
    static constexpr std::int64_t largest_message = 64 << 20;

    Node& node(base::NodeId id) { return *nodes[id.index()]; }
    decide::View view(const Node& at) const {
        return {estate, policies, mailboxes, &at.tables, nullptr, nullptr, {}, memory_now()};
    }
    // For next hops: of equal hosts each letter tries another first (Postfix smtp_randomize_addresses).
    decide::View drawing_view(const Node& at) const {
        decide::View seen = view(at);
        seen.draws = &draws;
        return seen;
    }
    // The lab's clock as tables and letters know it: it goes on where the lab before this one stopped.
    base::Instant memory_now() const { return memory_began_ + loop.now().time_since_epoch(); }
    void not_before(base::Instant at) { memory_began_ = std::max(memory_began_, at); }
    // Gives the tables back what the keeper kept.
    void recall();
    // The node's verdict; what it remembers from it is in its tables afterwards.
    decide::Verdict judge(Node& at, decide::Stage stage, const decide::Client& client,
                          const decide::Transaction& transaction);
    decide::Client client_of(const sockets::Endpoint& peer, const estate::Listener& listener) const;
    // The address as the decisions know it; nothing: it is none, or strangers have named too many.
    std::optional<mail::Address> address(const std::string& text);
    // The same for an envelope's address, which may have a number for its domain: "a@[192.0.2.1]".
    std::optional<mail::Address> envelope_address(const std::string& text);
    bool is_password(mail::Address account, std::string_view password) const;
    // Whether people of this account sign in here to send: it is their mailbox's node, the one in front of
    // it, or the one their settings name.
    bool takes_sign_in(const Node& node, const estate::Listener& listener, mail::Address account) const;
    bool joined(const Node& from, const Node& to) const;  // no link between them is off
    std::string new_id();                                 // of a queue
    sockets::Endpoint at(const Node& node, std::uint16_t port) const {
        return {node.address, static_cast<std::uint16_t>(port + options.port_offset)};
    }

  private:
    bool is_of_estate(const std::string& text) const;
    std::unordered_set<std::string> strangers_;
    std::uint64_t ids_ = 0;
    base::Instant memory_began_;
};

// The password of accounts for which the estate names none.
inline constexpr std::string_view default_password = "secret";

}  // namespace mailsim::lab
