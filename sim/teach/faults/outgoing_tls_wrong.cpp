// The program and the server do not agree on TLS for sending (document 002; RFC 8314).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(program_setting(f, "submit_tls"), f.value.empty() ? "none" : f.value);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"outgoing-tls-wrong", p.who, "none", ""}, {"outgoing-tls-wrong", p.who, "implicit", ""}};
}

}  // namespace

const FaultKind outgoing_tls_wrong{
    "outgoing-tls-wrong",
    "TLS for sending is set wrongly in the program",
    PlaceKind::account,
    "none, starttls or implicit, as the program has it; none when empty",
    "Set TLS for sending to STARTTLS on port 587, or to TLS from the start on port 465.",
    "The server takes a password for sending only over a connection with TLS. TLS from the "
    "start on port 587, or none at all, does not fit.",
    sending_symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    tls_mistake};

}  // namespace mailsim::teach::faults
