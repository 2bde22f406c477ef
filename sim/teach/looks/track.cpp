// Track Delivery, a page of the hosting panel; the bounce that somebody got; the headers of a message.
#include <fmt/format.h>

#include "base/names.hpp"
#include "teach/looks/all.hpp"
#include "teach/views.hpp"

namespace mailsim::teach::looks {
namespace {

// The hosting servers, whose panels have the page.
std::vector<base::NodeId> panels(World& world) {
    std::vector<base::NodeId> all;
    for (std::uint32_t i = 0; i < world.estate().nodes.size(); ++i)
        if (world.estate().nodes[i].role == estate::Role::standalone) all.push_back({i});
    return all;
}

// The panel to look at: of the address itself, else of the customer.
base::NodeId panel_for(World& world, const std::string& address) {
    auto account = world.mailbox(address);
    base::NodeId home = account ? world.estate().home(*account) : base::NodeId{};
    for (base::NodeId panel : panels(world))
        if (panel == home) return panel;
    base::NodeId customers = world.estate().find_node(world.patient().server);
    for (base::NodeId panel : panels(world))
        if (panel == customers && (!account || world.estate().domain(account->domain)->outside)) return panel;
    return {};
}

Shown show_track(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("track"));
    std::string address = base::lower_case(words[0]);
    if (address.find('@') == std::string::npos)
        return mistake(fmt::format("'{}' is no address.\n", words[0]));
    base::NodeId panel = panel_for(world, address);
    if (!panel.valid())
        return {
            "Track Delivery is a page of the hosting servers. This mail is not on one of them.\n"
            "For Nmail the systems team has the records: look at the log, or hand over.\n"};
    if (!world.answers(panel)) return {"The panel does not open: the server does not answer.\n"};
    return {track_text(world, panel, address)};
}

Shown show_bounce(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("bounce"));
    std::string address = base::lower_case(words[0]);
    if (!world.mailbox(address)) return mistake(fmt::format("There is no mailbox {}.\n", words[0]));
    std::string text = bounce_text(world, address);
    if (text.empty()) return {fmt::format("{} has got no bounce until now.\n", address)};
    return {fmt::format("{} sends you the bounce:\n{}", address, text)};
}

Shown show_header(World& world, const Words& words) {
    if (words.size() != 1) return mistake(usage("header"));
    std::string address = base::lower_case(words[0]);
    if (!world.mailbox(address)) return mistake(fmt::format("There is no mailbox {}.\n", words[0]));
    std::string text = header_text(world, address);
    if (text.empty()) return {fmt::format("{} has got no mail today.\n", address)};
    return {text};
}

}  // namespace

const Look track{"track",        "track ADDRESS", "Track Delivery on the hosting panel", 2, Argument::address,
                 Argument::none, show_track};
const Look bounce{"bounce",   "bounce ADDRESS",  "asks this person for the newest bounce",
                  5,          Argument::address, Argument::none,
                  show_bounce};
const Look header{"header",   "header ADDRESS",  "the headers of the newest message in a mailbox",
                  2,          Argument::address, Argument::none,
                  show_header};

}  // namespace mailsim::teach::looks
