// One run: an estate and a scenario become machines, nodes, people and faults, and time passes. Gives the
// Summary. The heavy headers stay in the .cpp files.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "estate/estate.hpp"
#include "mail/redirection.hpp"
#include "observe/observer.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::run {

struct Options {
    observe::Options observe;
    base::RuleId ignored;  // only tests set it: a rule that the run leaves out
    bool luck = true;      // false: rules that draw give their most likely answer, as a way on paper does
    facts::Stream* stream = nullptr;                    // further subscribers of the caller's; null: none
    std::function<void(const mail::Message&)> started;  // each message as it comes into being, DSNs too
    // The same with its recipients, and each recipient that an alias adds later.
    std::function<void(const mail::Message&, std::span<const mail::Address>)> introduced;
    // What aliases and forwarders make of recipients.
    std::function<void(const mail::Redirection&)> redirected;
    // Mailboxes whose programs fetch although the scenario has no population; empty: none.
    std::function<bool(mail::Address)> fetches;
    std::function<bool(base::Instant, std::uint64_t)> progress;  // every simulated minute; false: stop here
};

// What the run's own machinery did; wall-clock figures belong to the caller.
struct Effort {
    std::uint64_t events = 0, messages = 0, recipients = 0, fetches = 0;
    std::uint64_t frames_from_malloc = 0, most_in_flight = 0, wires = 0;
};

class Simulation {
  public:
    // The estate and scenario must outlive it. Throws std::runtime_error when the results cannot be written.
    Simulation(estate::Estate& estate, const scenario::Scenario& scenario, Options options);
    ~Simulation();
    observe::Summary run();
    const Effort& effort() const;
    std::vector<std::string> station_names() const;  // by StationId

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailsim::run
