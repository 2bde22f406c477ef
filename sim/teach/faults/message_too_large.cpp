// The message is larger than the server takes (document 001, steps B and H).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"cannot-send"};

void inject(const Patient&, const Fault& f, Sickness& s) { s.size = f.value.empty() ? "40 MB" : f.value; }

std::vector<Fault> choices(const Patient& p) {
    if (p.incoming) return {};
    return {{"message-too-large", p.server, "40 MB", ""}};
}

}  // namespace

const FaultKind message_too_large{
    "message-too-large",
    "the message is larger than the server takes",
    PlaceKind::node,
    "its size, like 40 MB; 40 MB when empty",
    "Tell the customer the limit. Large files go by a link, or in several messages.",
    "Each server has a limit for one message. Attachments grow by a third on the way, so a "
    "file below the limit can still be too large.",
    symptoms,
    Desk::support,
    inject,
    choices,
    nullptr,
    size_mistake};

}  // namespace mailsim::teach::faults
