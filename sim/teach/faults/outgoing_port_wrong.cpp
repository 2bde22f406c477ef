// The program sends to a port where nobody listens (document 002, Outlook configurations).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(program_setting(f, "submit_port"), std::stoi(f.value));
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"outgoing-port-wrong", p.who, "26", ""},
            {"outgoing-port-wrong", p.who, "578", ""},
            {"outgoing-port-wrong", p.who, "2525", ""}};
}

}  // namespace

const FaultKind outgoing_port_wrong{
    "outgoing-port-wrong",
    "the port for sending in the program is wrong",
    PlaceKind::account,
    "the port that the program has",
    "Set the port for sending to 587 with STARTTLS, or to 465 with TLS from the start.",
    "A server listens on a few ports only. On any other port nobody answers, and the program "
    "waits or says that it cannot connect.",
    sending_symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    port_mistake};

}  // namespace mailsim::teach::faults
