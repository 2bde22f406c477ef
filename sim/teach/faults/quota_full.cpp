// The mailbox has used up its quota (document 002, Receiving issue).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-receive", "nothing-from-one-domain"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.change(account_pointer(f.place) + "/fill", "100 %");
}

std::vector<Fault> choices(const Patient& p) { return {{"quota-full", p.who, "", ""}}; }

}  // namespace

const FaultKind quota_full{
    "quota-full",
    "the mailbox is full",
    PlaceKind::account,
    "",
    "Have the customer delete mail (empty the bin as well), or give the mailbox more room.",
    "The server refuses mail for a full mailbox, and the sender gets a bounce that says so. "
    "The customer can still read and send.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
