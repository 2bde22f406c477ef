// SMTP sending is blocked for one account (document 002, Sending issue).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-send"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(account_pointer(f.place) + "/sending_blocked", true);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"sending-blocked", p.who, "", ""}};
}

Desk desk_for(const Patient& p, const Fault&) { return p.nmail ? Desk::systems : Desk::support; }

}  // namespace

const FaultKind sending_blocked{
    "sending-blocked",
    "sending over SMTP is blocked for the account",
    PlaceKind::account,
    "",
    "Have the account released for sending. For Nmail only the systems team can do that.",
    "The server refuses the sender, not the connection: signing in works, and so does "
    "webmail. The reply names the account.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    desk_for,
    nullptr};

}  // namespace mailsim::teach::faults
