// The server that holds the mailbox is off (document 002 asks first whether webmail works too).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-connect", "cannot-receive"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    for (const std::string& node : places_of(f)) s.fails(node, "off");
}

std::vector<Fault> choices(const Patient& p) {
    std::vector<Fault> all{{"server-off", p.server, "", ""}};
    if (p.nmail) all.push_back({"server-off", p.entry, "", ""});
    return all;
}

}  // namespace

const FaultKind server_off{
    "server-off",
    "the server that holds the mailbox does not answer",
    PlaceKind::node,
    "",
    "Hand over to the systems team at once: every customer of that server has the same "
    "trouble.",
    "Nothing works for any account of that server: no program, no webmail, no mail coming in."
    " Mail for it waits at the server before it.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
