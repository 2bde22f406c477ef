// The subcommands that work, in the order in which --help shows them. One line each.
#include "cli/subcommands.hpp"

namespace mailsim::cli {
namespace {

constexpr Entry entries[] = {
    {"check", "validates topologies, scenarios, studies and drills", make_check},
    {"run", "a scenario in simulated time: deliveries, delays, who is busiest", make_run},
    {"compare", "two runs side by side, with intervals where they can be had", make_compare},
    {"study", "a sweep with replications: every figure with its interval", make_study},
    {"capacity", "the load at which objectives fail, the bottleneck, what helps", make_capacity},
    {"survive", "each node, link, peer and DNS missing in turn", make_survive},
    {"growth", "the month in which an estate that grows is too small", make_growth},
    {"sensitivity", "which assumptions move the answer", make_sensitivity},
    {"twin", "queueing theory beside a run, station by station", make_twin},
    {"figure", "a curve of runs as an SVG file", make_figure},
    {"path", "one message on paper, or every documented flow", make_path},
    {"replay", "one message step by step, with every line, question and wait", make_replay},
    {"diff", "the kinds of message that two topologies treat differently", make_diff},
    {"explain", "a parameter, rule, reply code, step or role in plain words", make_explain},
    {"drill", "a ticket and a hidden fault, to be found and graded", make_drill},
    {"lab", "the estate on real sockets, for telnet, dig and mail programs", make_lab},
    {"schema", "JSON Schema of topology, scenario, study or drill", make_schema},
    {"serve", "the console for the browser, on this machine", make_serve},
};

}  // namespace

std::span<const Entry> subcommands() { return entries; }

}  // namespace mailsim::cli
