// The DNS servers of the domain do not answer (document 001, step E).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-receive", "not-arriving-at-domain", "cannot-connect"};

void inject(const Patient&, const Fault& f, Sickness& s) { s.fails(f.place, "silent", "dns"); }

std::vector<Fault> choices(const Patient& p) {
    if (p.incoming) return {{"dns-silent", p.domain, "", ""}};
    if (p.other_outside) return {{"dns-silent", p.other_domain, "", ""}};
    return {};
}

Desk desk_for(const Patient& p, const Fault& f) {
    return f.place == p.other_domain && p.other_outside ? Desk::other_side : Desk::systems;
}

}  // namespace

const FaultKind dns_silent{
    "dns-silent",
    "the domain's DNS does not answer",
    PlaceKind::domain,
    "",
    "Have the DNS servers of the domain put right: the systems team for ours, the other side "
    "for theirs.",
    "Without an answer no sender knows where to go. The mail is not refused: it waits in the "
    "sender's queue and is tried again.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    desk_for,
    nullptr};

}  // namespace mailsim::teach::faults
