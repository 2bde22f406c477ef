// The MX names the antispam servers, which do not know the domain (document 000).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-receive"};

void inject(const Patient& p, const Fault& f, Sickness& s) {
    json::Value mx = json::Value::array();
    for (const std::string& name : p.antispam_names) mx.push("10 " + name + ".");
    s.records(f.place, "MX", mx);
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.antispam.empty() || p.antispam_names.empty() || !p.incoming) return {};
    return {{"antispam-not-set-up", p.domain, "", ""}};
}

}  // namespace

const FaultKind antispam_not_set_up{
    "antispam-not-set-up",
    "the MX points to antispam, but the domain is not set up there",
    PlaceKind::domain,
    "",
    "Ask the systems team to set the domain up on the antispam servers. Until then the MX can"
    " point to the mail server again.",
    "The antispam servers take mail only for domains that they know, and refuse all others as"
    " strangers who want to pass mail through.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
