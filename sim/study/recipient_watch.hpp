// What one run's facts say of every recipient, for pairing two runs recipient by recipient: when each was
// delivered, what its queues held and how often they tried. It only listens. Not here: the comparison.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "estate/estate.hpp"
#include "facts/stream.hpp"
#include "mail/message.hpp"

namespace mailsim::study {

// One recipient that was delivered. `key` names the same one in every variant of a run.
struct Arrival {
    std::uint64_t key = 0;
    std::int64_t at = 0;  // ns since the start
};

struct Watched {
    std::vector<Arrival> delivered;       // notifications left out: they have no fellow in another variant
    std::vector<std::uint64_t> ended;     // keys of those that came to another end, sorted
    std::vector<std::uint32_t> attempts;  // by minute: deliveries that the estate's own nodes tried
    std::vector<std::uint32_t> started;   // by minute: messages that people and peers began to send
    std::uint64_t most_in_care = 0;       // recipients in the care of the estate's own nodes at once
    std::int64_t most_spooled = 0;        // bytes of their queue files at once
    std::uint32_t fullest = 0;            // the node with the most spooled bytes of its own
    std::int64_t fullest_spooled = 0;
};

class RecipientWatch {
  public:
    explicit RecipientWatch(const estate::Estate& estate);
    void subscribe(facts::Stream& stream);
    void start(const mail::Message& message);
    Watched finish();  // once, when the run is over; delivered and ended are sorted by key

  private:
    void take_ledger(const facts::Fact& fact);
    void take_hop(const facts::Fact& fact);
    void keep(const facts::Fact& fact, int change);

    struct Begun {
        std::uint64_t key;
        std::int64_t size;
        std::uint32_t first_recipient, recipients;
        bool paired;
    };
    const estate::Estate& estate_;
    std::vector<bool> own_;
    std::vector<Begun> messages_;                             // by MessageId
    std::unordered_map<std::uint64_t, std::uint32_t> files_;  // message and node: recipients in that file
    std::vector<std::int64_t> spooled_;                       // by node
    std::int64_t all_spooled_ = 0;
    std::uint64_t in_care_ = 0;
    Watched watched_;
};

}  // namespace mailsim::study
