// Two runs of a study's folder compared recipient by recipient: the whole estate's run leaves what became of
// each, in a file beside its result; a run in which something is missing is held against it where it is made.
// Not here: what is missing (survive.hpp), how recipients are watched (recipient_watch.hpp).
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "json/value.hpp"
#include "study/recipient_watch.hpp"

namespace mailsim::study {

// What a plan's line asks for.
struct PairWith {
    std::size_t line = 0;          // of the whole estate's run
    double late = 300, until = 0;  // seconds: so much later is delayed; when what was missing is back
};

struct Pairing {
    std::uint64_t lost = 0;        // recipients that the whole estate delivered and this one never will
    std::uint64_t delayed = 0;     // delivered more than `late` later; or still waiting, so late already
    std::uint64_t waiting = 0;     // of the delayed: still waiting at the end
    std::uint64_t peak_queue = 0;  // recipients in the care of the estate's own nodes at once
    std::int64_t spool_bytes = 0;  // bytes in their queues at once
    std::string fullest;           // the node with the largest queue
    std::int64_t fullest_bytes = 0;
    std::optional<double> recovery_seconds;  // from repair until the last delayed one arrived; none: not yet
    double second_wave = 0;        // deliveries tried in one minute after repair, beyond the paired run's
    double second_wave_after = 0;  // seconds from repair to the begin of that minute
};

// A run's own figures, nothing lost or late.
Pairing described(const Watched& run, const estate::Estate& estate);
Pairing paired(const Watched& whole, const Watched& run, const PairWith& how, const estate::Estate& estate);

json::Value to_json(const Pairing& pairing);
Pairing pairing_of(const json::Value& value);

// What a later pairing needs of it, as octets: for the same binary only. On damage: nothing.
std::string to_octets(const Watched& watched);
std::optional<Watched> watched_of(const std::string& octets);

}  // namespace mailsim::study
