// The sender's SPF record forbids the sender's own server (document 001, step G).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"nothing-from-one-domain"};

void inject(const Patient& p, const Fault& f, Sickness& s) {
    s.records(f.place, "TXT", json::Value::array({"\"v=spf1 ip4:198.51.100.200 -all\""}));
    for (const std::string& node : p.antispam) s.change("/nodes/" + node + "/rules/spf/fail", "refuse");
}

std::vector<Fault> choices(const Patient& p) {
    if (p.antispam.empty() || !p.other_outside || !p.incoming) return {};
    return {{"spf-refused", p.other_domain, "", ""}};
}

}  // namespace

const FaultKind spf_refused{
    "spf-refused",
    "the sender's SPF record does not allow their own server",
    PlaceKind::domain,
    "",
    "Tell the sender's side to put the address of their server into their SPF record. Send "
    "them the line of the log.",
    "The domain of the sender says in DNS which addresses may send for it. Their own server "
    "is not among them, so our antispam servers refuse it.",
    symptoms,
    Desk::other_side,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
