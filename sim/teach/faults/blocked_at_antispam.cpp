// The antispam servers refuse the sender's server (document 002: verify at the antispam server).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"nothing-from-one-domain"};

void inject(const Patient& p, const Fault& f, Sickness& s) {
    json::Value senders = json::Value::array();
    for (const std::string& node : p.peer_nodes) senders.push(node);
    for (const std::string& node : places_of(f))
        s.change("/nodes/" + node + "/rules/client_blocked/addresses", senders);
}

std::vector<Fault> choices(const Patient& p) {
    if (p.antispam.empty() || !p.other_outside || !p.incoming) return {};
    return {{"blocked-at-antispam", joined(p.antispam), "", ""}};
}

}  // namespace

const FaultKind blocked_at_antispam{
    "blocked-at-antispam",
    "the antispam server blocks the sender's server",
    PlaceKind::node,
    "",
    "Ask the systems team to take the sender's server off the antispam servers' list.",
    "The sender's server is turned away at the greeting and tries again for days: at first nobody gets "
    "a bounce. The log of the antispam server shows each try. Other senders get through.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
