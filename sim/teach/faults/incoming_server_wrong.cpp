// The program reads mail from a server that is not the account's (document 002, Receiving issue).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(program_setting(f, "fetch_server"), f.value);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    std::vector<Fault> all{{"incoming-server-wrong", p.who, "pop." + p.domain, ""}};
    for (const std::string& name : p.antispam_names)
        if (!p.antispam.empty()) all.push_back({"incoming-server-wrong", p.who, name, ""});
    return all;
}

}  // namespace

const FaultKind incoming_server_wrong{
    "incoming-server-wrong",
    "the incoming server in the program is wrong",
    PlaceKind::account,
    "the server name that the program has",
    "Enter the right incoming server: the hosting server, or mail. and the domain. With "
    "antispam it is never the server in the MX record.",
    "Mail arrives at the mailbox, and webmail shows it. The program asks another server, "
    "which does not know the account. The MX record of a domain with antispam names the "
    "antispam servers: they keep no mailboxes.",
    receiving_symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    needs_value};

}  // namespace mailsim::teach::faults
