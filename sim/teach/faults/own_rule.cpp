// The customer's own program moves the mail away (document 001, step L).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"nothing-from-one-domain", "cannot-receive"};

void inject(const Patient& p, const Fault& f, Sickness& s) {
    s.change(account_pointer(f.place) + "/client_rules",
             json::Value::array({json::Value::object({{"action", "junk"}, {"sender", p.other}})}));
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.incoming || p.other.empty()) return {};
    return {{"own-rule", p.who, "", ""}};
}

}  // namespace

const FaultKind own_rule{
    "own-rule",
    "a rule of the customer's own program moves the mail away",
    PlaceKind::account,
    "",
    "Delete the rule in the customer's program, and move the mail back to the inbox.",
    "The mail is in the mailbox, but not in the inbox. Webmail shows it in the folder that "
    "the rule names.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
