// A followed message step by step, as a person reads it: when, where, at which general step, what happens,
// why, every line that was said, every name that was asked, and what it waited for. Made of a Record. Not
// here: how steps are printed (report).
#pragma once
#include <string>
#include <vector>

#include "render/record.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

struct Said {
    base::Instant at;
    char who = 'C';  // 'C' the client, 'S' the server, '?' a name asked, '!' its answer
    std::string text;
};

// A stay at a station, or a pause: how long of it was waiting for others, how long the work itself.
struct Stay {
    base::Instant from;
    std::string what;  // "processor of be2-host"
    base::Duration waited{0}, worked{0};
    bool place = false;  // a process: worked is how long it was held
};

struct Step {
    base::Instant at;
    base::NodeId node;  // invalid: the sender's or recipient's own program
    facts::Step letter = facts::Step::none;
    base::MessageId message;
    std::string what;
    std::string rule, pointer;  // why: the rule and its place in the estate; "" for none
    std::vector<Said> lines;
    std::vector<Stay> stays;
    base::NodeId next;     // where it goes from here
    std::string protocol;  // over which it happens: "smtp", "dns", "imap"; "" for none
    bool stopped = false;  // the message does not go on from here, or not now
};

// In the order of time. stations: names of the run's stations by StationId.
std::vector<Step> steps_of(const Scene& scene, const Record& record,
                           const std::vector<std::string>& stations);

}  // namespace mailsim::render
