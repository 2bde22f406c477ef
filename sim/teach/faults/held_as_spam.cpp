// The antispam servers hold a wanted message (document 002: verify that it landed on antispam).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"nothing-from-one-domain"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    s.looks_like_spam = true;
    for (const std::string& node : places_of(f)) {
        s.change("/nodes/" + node + "/rules/content_scan/detection", "100 %");
        s.change("/nodes/" + node + "/rules/content_scan/action", "quarantine");
    }
}

std::vector<Fault> choices(const Patient& p) {
    if (p.antispam.empty() || !p.incoming) return {};
    return {{"held-as-spam", joined(p.antispam), "", ""}};
}

}  // namespace

const FaultKind held_as_spam{
    "held-as-spam",
    "the antispam server holds the mail as spam",
    PlaceKind::node,
    "",
    "Ask the systems team to release the message from the antispam server and to let the "
    "sender through.",
    "The sender gets no bounce, because the antispam server took the mail. It never reaches "
    "the mailbox: it is held for a person to look at.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
