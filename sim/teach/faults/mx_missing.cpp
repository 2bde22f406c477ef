// The domain has no MX record (document 002, Receiving issue; RFC 5321 5.1).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-receive", "not-arriving-at-domain"};

void inject(const Patient&, const Fault& f, Sickness& s) { s.records(f.place, "MX", json::Value::array()); }

std::vector<Fault> choices(const Patient& p) {
    if (!p.incoming) return {{"mx-missing", p.other_domain, "", ""}};
    return {{"mx-missing", p.domain, "", ""}};
}

Desk desk_for(const Patient& p, const Fault& f) {
    return f.place == p.other_domain && p.other_outside ? Desk::other_side : Desk::support;
}

}  // namespace

const FaultKind mx_missing{
    "mx-missing",
    "the domain has no MX record",
    PlaceKind::domain,
    "",
    "Have the MX record entered again where the domain's DNS is kept.",
    "Without an MX record senders try the address of the domain's own name. There is none, or"
    " no mail server there, so the sender gets a bounce at once.",
    symptoms,
    Desk::support,
    inject,
    choices,
    desk_for,
    nullptr};

}  // namespace mailsim::teach::faults
