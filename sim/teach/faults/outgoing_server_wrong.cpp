// The program sends to a server that is not the account's (document 002, Outlook configurations).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(program_setting(f, "submit_server"), f.value);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"outgoing-server-wrong", p.who, "smtp." + p.domain, ""},
            {"outgoing-server-wrong", p.who, "mail.nayatel.com", ""}};
}

}  // namespace

const FaultKind outgoing_server_wrong{
    "outgoing-server-wrong",
    "the outgoing server in the program is wrong",
    PlaceKind::account,
    "the server name that the program has",
    "Enter the right outgoing server in the program: the name that the customer was given, "
    "mail. and the domain.",
    "The program sends to the server in its settings and to no other. Webmail does not use "
    "these settings, so it still works.",
    sending_symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    needs_value};

}  // namespace mailsim::teach::faults
