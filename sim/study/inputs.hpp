// A study's inputs as they were when it began: scenario, topologies and zone files, copied into the folder so
// that every run of it, here or elsewhere, now or after a break, reads the same bytes. Not for use outside
// this room.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"

namespace mailsim::study {

struct InputFile {
    std::string name, text;  // the name inside inputs/
};

struct Inputs {
    std::vector<InputFile> files;
    std::string print() const;  // tells other inputs apart

    // The scenario with its topology and zones.
    static base::expected<Inputs, base::Problems> of(const std::string& scenario);
    // A further topology, as the value of a variant's /topology (found as `run --set` finds it).
    base::expected<void, base::Problems> add_topology(const std::string& named);
};

inline constexpr const char* scenario_input = "scenario.json";
// The name under which the topology of a variant's /topology stands in inputs/.
std::string topology_input(const std::string& named);

}  // namespace mailsim::study
