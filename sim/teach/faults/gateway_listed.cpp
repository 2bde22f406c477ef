// Another provider refuses mail from our gateway's address (document 002: our SMTP server's IP is blocked).
#include "teach/faults/all.hpp"

namespace mailsim::teach::faults {
namespace {

constexpr std::string_view symptoms[] = {"not-arriving-at-domain", "cannot-send"};

std::string listing_of(const std::string& ip) {
    auto parsed = base::parse_ip(ip);
    return parsed ? dns::blocklist_name(*parsed, public_list) : "";
}

std::string listing_mistake(const std::string& value) {
    if (value.empty() || value == "public" || value == "for-now") return "";
    return "'" + value + "' is not public, for-now or empty";
}

void inject(const Patient& p, const Fault& f, Sickness& s) {
    json::Value gateways = json::Value::array();
    for (const std::string& node : places_of(f)) {
        gateways.push(node);
        if (f.value == "public")
            s.records(listing_of(p.addresses.at(node)), "A", json::Value::array({"127.0.0.2"}));
    }
    for (const std::string& node : p.peer_nodes) {
        s.change("/nodes/" + node + "/rules/listed_client/addresses", gateways);
        if (f.value == "for-now") s.change("/nodes/" + node + "/rules/listed_client/temporary", true);
    }
}

std::vector<Fault> choices(const Patient& p) {
    if (!p.other_outside) return {};
    return {{"gateway-listed", joined(p.gateways), "", ""},
            {"gateway-listed", joined(p.gateways), "public", ""},
            {"gateway-listed", joined(p.gateways), "for-now", ""}};
}

}  // namespace

const FaultKind gateway_listed{
    "gateway-listed",
    "the other side blocks our gateway's IP address",
    PlaceKind::node,
    "public: it is on the public block list too; for-now: they only put it off; else empty",
    "Hand the bounce or the log line to the systems team. They have the gateway's address "
    "taken off the list.",
    "The refusal names the address of our gateway, and every customer behind that gateway "
    "gets the same from that provider. The customer can do nothing about it.",
    symptoms,
    Desk::systems,
    inject,
    choices,
    nullptr,
    listing_mistake};

}  // namespace mailsim::teach::faults
