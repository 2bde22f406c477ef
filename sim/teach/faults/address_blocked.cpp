// The customer's IP address is blocked at the server (document 002, IP blocked at server end).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-connect", "cannot-send", "cannot-receive"};

void inject(const Patient& p, const Fault& f, Sickness& s) {
    for (const std::string& node : places_of(f))
        s.change("/nodes/" + node + "/rules/client_blocked/addresses", json::Value::array({p.ip}));
}

std::vector<Fault> choices(const Patient& p) { return {{"address-blocked", p.entry, "", ""}}; }

}  // namespace

const FaultKind address_blocked{
    "address-blocked",
    "the customer's IP address is blocked at our server",
    PlaceKind::node,
    "",
    "Find out why it was blocked (wrong passwords, a virus), have that mended, then take the "
    "address off the server's list.",
    "A blocked address reaches no port of that server: no mail program, no webmail. From "
    "another network the same account works.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
