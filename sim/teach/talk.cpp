#include "teach/talk.hpp"

#include <fmt/format.h>

#include "base/names.hpp"
#include "teach/look.hpp"

namespace mailsim::teach {
namespace {

// What telnet prints when nobody can be reached at this address.
std::string no_connection(World& world, base::NodeId node) {
    if (node.valid() && world.refuses(node))
        return "telnet: Unable to connect to remote host: Connection refused\n";
    return "telnet: Unable to connect to remote host: Connection timed out\n";
}

// The node and the address behind a name, an address or one of our own words for a server.
base::NodeId resolve(World& world, const std::string& host, std::string& address, std::string& said) {
    base::NodeId node = find_node(world, host);
    if (auto ip = base::parse_ip(host)) {
        address = base::to_string(*ip);
        return world.estate().node_at(*ip);
    }
    if (node.valid() && base::lower_case(host) == world.estate().node(node).id) {
        address = base::to_string(world.estate().node(node).addresses.front());
        return node;
    }
    dns::Answer answer = world.estate().zones.resolve(base::lower_case(host), dns::Type::a);
    if (answer.records.empty()) {
        said = answer.status == dns::Status::silence
                   ? fmt::format("telnet: could not resolve {}: the DNS servers do not answer\n", host)
                   : fmt::format("telnet: could not resolve {}: there is no such name\n", host);
        return {};
    }
    address = base::to_string(answer.records.front().address);
    return world.estate().node_at(answer.records.front().address);
}

// Words for services that have no text of their own to talk in.
std::string not_for_telnet(const estate::Listener& listener) {
    if (listener.tls == estate::Tls::implicit)
        return "The port is open. The server waits for encryption, which telnet cannot speak.\n"
               "Connection closed.\n";
    return "The port is open, but telnet cannot talk to this service.\nConnection closed.\n";
}

}  // namespace

std::unique_ptr<Talk> call(World& world, const std::string& host, const std::string& port,
                           const Caller& caller, std::string& said) {
    std::string address;
    base::NodeId node = resolve(world, host, address, said);
    if (!said.empty()) return nullptr;
    said = fmt::format("Trying {}...\n", address);
    if (!node.valid() || !world.answers(node)) {
        said += no_connection(world, node);
        return nullptr;
    }
    const estate::Listener* listener =
        world.estate().node(node).listener_on(static_cast<std::uint16_t>(std::stoi(port)));
    if (!listener || listener->protocol == estate::Protocol::dns) {
        said += "telnet: Unable to connect to remote host: Connection refused\n";
        return nullptr;
    }
    said += fmt::format("Connected to {}.\n", host);
    using P = estate::Protocol;
    bool text = listener->protocol == P::smtp || listener->protocol == P::submission ||
                listener->protocol == P::pop3 || listener->protocol == P::imap;
    if (!text || listener->tls == estate::Tls::implicit) {
        said += not_for_telnet(*listener);
        return nullptr;
    }
    bool mail = listener->protocol == P::smtp || listener->protocol == P::submission;
    auto talk =
        mail ? smtp_talk(world, node, *listener, caller) : mailbox_talk(world, node, *listener, caller);
    said += talk->begin();
    if (!talk->over()) return talk;
    said += "Connection closed by foreign host.\n";
    return nullptr;
}

}  // namespace mailsim::teach
