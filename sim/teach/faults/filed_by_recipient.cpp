// The other side took the mail and filed it away (document 002: delivered, so not at our end).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"not-arriving-at-domain"};

void inject(const Patient& p, const Fault& f, Sickness& s) {
    s.change(account_pointer(f.place) + "/client_rules",
             json::Value::array({json::Value::object({{"action", "junk"}, {"sender", p.who}})}));
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.other_outside || p.incoming) return {};
    return {{"filed-by-recipient", p.other, "", ""}};
}

}  // namespace

const FaultKind filed_by_recipient{
    "filed-by-recipient",
    "the other side took the mail, and the recipient's own rule put it away",
    PlaceKind::address,
    "",
    "Tell the customer that the other side has taken the mail, with the line of our log. The "
    "recipient should look in the junk folder.",
    "Our gateway's log says that their server took the mail. What happens after that is "
    "theirs: a filter, a junk folder, a rule.",
    symptoms,
    Desk::other_side,
    inject,
    choices,
    nullptr,
    nullptr,
    true};

}  // namespace mailsim::teach::faults
