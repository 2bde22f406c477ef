// The other side's mail server does not answer.
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"not-arriving-at-domain"};

void inject(const Patient& p, const Fault&, Sickness& s) {
    for (const std::string& node : p.peer_nodes) s.fails(node, "off");
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.other_outside || p.incoming) return {};
    return {{"their-server-off", p.other_domain, "", ""}};
}

}  // namespace

const FaultKind their_server_off{
    "their-server-off",
    "the other side's mail server does not answer",
    PlaceKind::domain,
    "",
    "Tell the customer that the other side's server is away. The mail waits with us and is "
    "tried again for days.",
    "Our gateway asks their MX and gets no connection. That is not a refusal: the mail stays "
    "in our queue. Nothing is wrong at our end.",
    symptoms,
    Desk::other_side,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
