// The program keeps a password that is not the account's (document 002, Outlook configurations).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"program-set-up", "cannot-send", "cannot-receive"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(account_pointer(f.place) + "/settings/password", f.value.empty() ? "old-password" : f.value);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"password-wrong", p.who, "old-password", ""}};
}

}  // namespace

const FaultKind password_wrong{
    "password-wrong",
    "the password in the program is wrong",
    PlaceKind::account,
    "the password that the program keeps",
    "Have the customer enter the password again. Set a new one if it is forgotten.",
    "The connection works, the sign-in does not. Webmail works, because there the customer "
    "types the right password.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
