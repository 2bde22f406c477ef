// The program and the server do not agree on TLS for reading mail (document 002; RFC 8314).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(program_setting(f, "fetch_tls"), f.value.empty() ? "none" : f.value);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"incoming-tls-wrong", p.who, "none", ""}, {"incoming-tls-wrong", p.who, "starttls", ""}};
}

}  // namespace

const FaultKind incoming_tls_wrong{
    "incoming-tls-wrong",
    "TLS for receiving is set wrongly in the program",
    PlaceKind::account,
    "none, starttls or implicit, as the program has it; none when empty",
    "Set TLS for receiving to TLS from the start on port 993 (IMAP) or 995 (POP3).",
    "On ports 993 and 995 the server speaks TLS from the first word. A program without TLS "
    "waits there for a greeting that never comes.",
    receiving_symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    tls_mistake};

}  // namespace mailsim::teach::faults
