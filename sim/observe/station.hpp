// Stations as a run declares them, and what each station itself has counted: its own record, which the laws
// compare with the facts. Not here: the stations themselves (the engine has them).
#pragma once
#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/units.hpp"
#include "estate/node.hpp"

namespace mailsim::observe {

enum class Resource : std::uint8_t { processor, disk, processes, link };
constexpr const char* name(Resource resource) {
    constexpr const char* names[] = {"processor", "disk", "processes", "link"};
    return names[static_cast<int>(resource)];
}

// What a station is. A host's processor and disk belong to every node on that host; process slots to one
// node.
struct StationRow {
    base::StationId id;
    Resource resource = Resource::processor;
    base::HostId host;                                 // processor, disk
    base::NodeId node;                                 // processes
    estate::Process process = estate::Process::smtpd;  // processes
    double servers = 1;                                // cores, slots; 1 for a disk or a link
    std::string name;                                  // "mta1 processor"
};

// Jobs times nanoseconds; 64 bits would overflow after a day of 100,000 waiting connections.
using Integral = __int128;

// A station's own record since the start of the run, up to the instant it is given.
struct StationState {
    base::StationId id;
    Integral population{0};    // integral of the jobs inside (waiting and served)
    Integral busy{0};          // integral of the servers at work, in the unit of a visit's demand
    std::uint32_t inside = 0;  // jobs inside now
    // The share of those still inside in both integrals: no fact has told of them yet. Only needed at the
    // end.
    Integral inside_sojourn{0};
    Integral inside_demand{0};
};

}  // namespace mailsim::observe
