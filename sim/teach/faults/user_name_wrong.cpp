// The user name in the program is not the whole address (document 002, Outlook configurations).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"program-set-up", "cannot-send", "cannot-receive"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(account_pointer(f.place) + "/settings/user",
             f.value.empty() ? f.place.substr(0, f.place.rfind('@')) : f.value);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.has_program) return {};
    return {{"user-name-wrong", p.who, "", ""}};
}

}  // namespace

const FaultKind user_name_wrong{
    "user-name-wrong",
    "the user name in the program is wrong",
    PlaceKind::account,
    "the user name that the program has; else what stands before the @",
    "Enter the whole mail address as the user name.",
    "Many domains share one server. It knows an account by its whole address only.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
