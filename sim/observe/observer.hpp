// Watches one run: takes the stream of facts, keeps ledgers, delays, series and rows, and gives the Summary.
// It only listens: nothing in the run depends on it. Everything a run reports comes from here.
//
// Contract with the run, beyond the meanings in facts/fact.hpp:
//   delivered.value is the delay in ns; a peer that takes mail emits `received`, then `delivered`;
//   `attempt` comes before the ledger fact that it led to; session.detail and fetched.detail are
//   estate::Protocol; visit.amount is one server's time on the job, in the unit of StationState::busy.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "estate/estate.hpp"
#include "facts/stream.hpp"
#include "mail/message.hpp"
#include "observe/station.hpp"
#include "observe/summary.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::observe {

// Which messages leave rows in results.sqlite: one in `every` (by a hash of the message's key), or none at 0.
struct Keep {
    std::uint32_t every = 0;
    static Keep all() { return {1}; }
    static Keep none() { return {0}; }
    static Keep sample(std::uint32_t n) { return {n}; }
    bool takes(std::uint64_t key) const;
};

struct Options {
    Keep keep = Keep::none();
    std::string results;               // path of results.sqlite, which must not exist; "": none is written
    std::vector<StationRow> stations;  // index = StationId
    bool laws = true;                  // take visits and check Little's law and the utilisation law
    // The text of a rule's number, for messages.rule; nothing knows rules on this floor.
    std::string_view (*rule_name)(base::RuleId) = nullptr;
};

// A recipient that has not come to an end when the run does.
struct Waiting {
    base::RecipientId recipient;
    mail::Kind kind = mail::Kind::internal;
    base::Instant submitted;
    base::NodeId node;  // whose queue holds it
};

// What only the run can tell when it ends; each an independent record that the facts are held against.
struct EndState {
    base::Instant at;
    bool complete = true;
    std::vector<StationState> stations;
    std::vector<std::uint64_t> queued;  // by NodeId: recipients in the node's queue by the queue's own count
    std::vector<Waiting> waiting;       // those recipients one by one (censored delays)
    std::uint64_t outside_waiting = 0;  // recipients that no edge has answered yet
    std::uint64_t dns_queries = 0, dns_hits = 0;
    std::vector<double> memory;  // by HostId: the most that processes took at once, as a share of the host's
};

class Observer {
  public:
    // The estate and scenario must outlive it. Throws std::runtime_error when the results cannot be written.
    Observer(const estate::Estate& estate, const scenario::Scenario& scenario, Options options);
    ~Observer();
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    // Subscribes to the levels it needs: ledger and hop always, visit for the laws.
    void subscribe(facts::Stream& stream);

    // Whether rows of this message are kept; if so, introduce it before its first fact, and give the address
    // and the id of a recipient that is added later (alias, DSN) in the same way.
    bool keeps(const mail::Message& message) const { return keep_.takes(message.key); }
    void introduce(const mail::Message& message, std::span<const mail::Address> recipients,
                   std::uint32_t recipients_before = 0);

    // The stations' records, once a simulated minute (at its end) and at the ends of warm-up and duration.
    void sample(base::Instant now, std::span<const StationState> states);

    // Something that happened to the estate (a fault began), for the page and the events table.
    void event(base::Instant at, std::string_view kind, base::NodeId node, std::string_view detail);

    // A row of the meta table. Nothing that differs between two runs of one recipe.
    void meta(std::string_view key, std::string_view value);

    // Ends the watching: closes the last minute, makes every check, writes what is left, closes the database.
    // To be called once; a run that was interrupted calls it all the same. Throws as the constructor does.
    Summary finish(const EndState& end);

  private:
    struct Parts;
    static void take_ledger(void* parts, const facts::Fact& fact);
    static void take_hop(void* parts, const facts::Fact& fact);
    static void take_visit(void* parts, const facts::Fact& fact);
    Keep keep_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailsim::observe
