// The program reads mail from a port where nobody listens (document 002, Outlook configurations).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(program_setting(f, "fetch_port"), std::stoi(f.value));
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"incoming-port-wrong", p.who, "994", ""}, {"incoming-port-wrong", p.who, "585", ""}};
}

}  // namespace

const FaultKind incoming_port_wrong{
    "incoming-port-wrong",
    "the port for receiving in the program is wrong",
    PlaceKind::account,
    "the port that the program has",
    "Set the port for receiving to 993 (IMAP) or 995 (POP3), with TLS from the start.",
    "IMAP listens on 143 and 993, POP3 on 110 and 995. A port of the other protocol does not "
    "answer in the right words.",
    receiving_symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    port_mistake};

}  // namespace mailsim::teach::faults
