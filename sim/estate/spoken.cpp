#include "estate/spoken.hpp"

#include <fmt/format.h>

#include "mail/reply.hpp"

namespace mailsim::estate {

std::string client_name(const Estate& estate, const base::Ip& address, bool verified) {
    if (!address.valid()) return "unknown";
    dns::Type type = address.is_v4() ? dns::Type::a : dns::Type::aaaa;
    for (const dns::Record& pointer :
         estate.zones.resolve(base::reverse_name(address), dns::Type::ptr).records) {
        std::string name(estate.zones.names().text(pointer.target));
        if (name.ends_with('.')) name.pop_back();
        if (!verified) return name;
        for (const dns::Record& found : estate.zones.resolve(name, type).records)
            if (found.address == address) return name;
        break;  // Postfix looks at the first name only
    }
    return "unknown";
}

std::string client_host(const Estate& estate, const base::Ip& address) {
    return fmt::format("{}[{}]", client_name(estate, address),
                       address.valid() ? base::to_string(address) : "unknown");
}

std::string client_host_for(std::string_view words, const Estate& estate, const base::Ip& address) {
    return words.find("{client_host}") == std::string_view::npos ? "" : client_host(estate, address);
}

std::string host_at(const Node& node, int port) {
    std::string address = node.addresses.empty() ? "" : base::to_string(node.addresses.front());
    return fmt::format("{}[{}]:{}", node.name, address, port);
}

base::Ip client_address(const Estate& estate, base::NodeId client, mail::Address sender) {
    if (client.valid()) {
        const Node& node = estate.node(client);
        return node.addresses.empty() ? base::Ip{} : node.addresses.front();
    }
    const Account* account = estate.account(sender);
    return account && account->client_address.valid() ? account->client_address : estate.client_address;
}

std::string spoken(const Estate& estate, std::string_view words, const Speech& speech) {
    if (words.find('{') == std::string_view::npos) return std::string(words);
    base::Ip ip = client_address(estate, speech.client, speech.sender);
    std::string recipient = estate.book.text(speech.recipient), sender = estate.book.text(speech.sender);
    std::string address = ip.valid() ? base::to_string(ip) : "0.0.0.0";
    std::string server = speech.server.valid() ? estate.node(speech.server).name : "the server";
    std::string login = speech.client.valid() ? "" : sender;
    std::string host = client_host_for(words, estate, ip), whole = server;
    if (speech.server.valid()) {
        whole = host_at(estate.node(speech.server), 0);
        whole.resize(whole.rfind(':'));
    }
    return mail::fill(words, {recipient, sender, address, server, speech.text.empty() ? server : speech.text,
                              "", login, host, whole});
}

}  // namespace mailsim::estate
