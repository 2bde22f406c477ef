// The MX record of the domain names a server that does not hold it (document 002, Receiving issue).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-receive", "nothing-from-one-domain",
                                         "not-arriving-at-domain"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.records(f.place, "MX", json::Value::array({f.value}));
}

std::vector<Fault> choices(const Patient& p) {
    std::vector<Fault> all;
    for (const char* other : {"web1.nayatel.com", "helios3.nayatel.com"})
        if (p.incoming && !std::string(other).starts_with(p.server + "."))
            all.push_back({"mx-wrong", p.domain, "10 " + std::string(other) + ".", ""});
    return all;
}

Desk desk_for(const Patient& p, const Fault& f) {
    return f.place == p.other_domain && p.other_outside ? Desk::other_side : Desk::support;
}

}  // namespace

const FaultKind mx_wrong{
    "mx-wrong",
    "the MX record names the wrong server",
    PlaceKind::domain,
    "the MX records, like 10 web1.nayatel.com.",
    "Have the MX record corrected where the domain's DNS is kept.",
    "Senders ask DNS and go where the MX record says. The server there does not know the "
    "domain and refuses the mail, so the sender gets a bounce. Mail between accounts on one "
    "server does not ask DNS and still arrives.",
    symptoms,
    Desk::support,
    inject,
    choices,
    desk_for,
    needs_value};

}  // namespace mailsim::teach::faults
