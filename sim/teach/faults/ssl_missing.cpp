// The hosting server offers no TLS to mail programs (document 002: SSL required for email hosting).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"program-set-up", "cannot-send"};

void inject(const Patient&, const Fault& f, Sickness& s) {
    json::Value plain = json::Value::array();
    auto add = [&](const char* protocol, int port, const char* tls) {
        plain.push(json::Value::object({{"protocol", protocol}, {"port", port}, {"tls", tls}}));
    };
    add("smtp", 25, "none"), add("submission", 587, "none"), add("submission", 465, "none");
    add("pop3", 110, "none"), add("pop3", 995, "none"), add("imap", 143, "none"), add("imap", 993, "none");
    add("webmail", 443, "implicit");
    for (const std::string& node : places_of(f)) s.change("/nodes/" + node + "/listeners", plain);
}

std::vector<Fault> choices(const Patient& p) {
    if (p.nmail || !p.has_program) return {};
    return {{"ssl-missing", p.server, "", ""}};
}

}  // namespace

const FaultKind ssl_missing{
    "ssl-missing",
    "the hosting server offers no SSL (TLS)",
    PlaceKind::node,
    "",
    "Hand over to the systems team: SSL has to be set up on the hosting server.",
    "The program is set as everybody's, with TLS, and the server does not speak TLS on any "
    "port. That cannot be mended in the program without giving up safety.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    nullptr};

}  // namespace mailsim::teach::faults
