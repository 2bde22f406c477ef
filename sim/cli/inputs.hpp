// The topologies and scenarios that a command line names, read and checked. Not here: how files are read
// (config).
#pragma once
#include <string>
#include <vector>

#include "base/units.hpp"
#include "estate/estate.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::cli {

class Options;

// What the command line says about the estate, as the options below fill it.
struct InputNames {
    std::string topology, scenario;  // a file, or the bare name of a shipped one; "" when not given
    std::vector<std::string> sets;   // POINTER=VALUE
};

struct Inputs {
    scenario::Scenario scenario;  // an empty one when none was named
    estate::Estate estate;
};

// The estate as the scenario and the changes make it. Throws WrongInput with every problem.
Inputs read_inputs(const InputNames& names);

// --topology, --scenario, --set.
void declare_inputs(Options& options, InputNames& names);

// Nodes that do not answer at this instant of the scenario, by its faults with fixed times; DNS faults are
// put into the estate's zones.
std::vector<base::NodeId> nodes_off(Inputs& inputs, base::Duration at);

}  // namespace mailsim::cli
