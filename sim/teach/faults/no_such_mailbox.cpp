// The mail is addressed to a mailbox that does not exist (document 001, step I).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"nothing-from-one-domain", "not-arriving-at-domain"};

void inject(const Patient&, const Fault& f, Sickness& s) { s.written_to = f.place; }

std::vector<Fault> choices(const Patient& p) {
    const std::string& to = p.incoming ? p.who : p.other;
    std::size_t at = to.rfind('@');
    if (at == std::string::npos || at < 2) return {};
    return {{"no-such-mailbox", to.substr(0, at - 1) + to.substr(at), "", ""},
            {"no-such-mailbox", to.substr(0, at) + "s" + to.substr(at), "", ""}};
}

}  // namespace

const FaultKind no_such_mailbox{
    "no-such-mailbox",
    "the address is written wrongly: there is no such mailbox",
    PlaceKind::address,
    "",
    "Tell the customer the right spelling of the address, and have it corrected in the "
    "sender's address book.",
    "A server refuses mail for an address that it does not know, and the sender gets a bounce"
    " that quotes the address as it was written.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
