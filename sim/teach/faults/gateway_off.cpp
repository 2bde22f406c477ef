// The gateway by which the server sends is not there (document 000: each hosting server has its own).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"not-arriving-at-domain"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    for (const std::string& node : places_of(f)) s.fails(node, "off");
}

std::vector<Fault> choices(const Patient& p) { return {{"gateway-off", joined(p.gateways), "", ""}}; }

}  // namespace

const FaultKind gateway_off{
    "gateway-off",
    "our outgoing gateway does not answer",
    PlaceKind::node,
    "",
    "Hand over to the systems team: the gateway has to be started again. The mail waits and "
    "leaves by itself then.",
    "The customer's program sends without an error, because the first server takes the mail. "
    "It waits there, in the queue, for the gateway.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
