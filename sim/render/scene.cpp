#include "render/scene.hpp"

#include <fmt/format.h>

#include "estate/spoken.hpp"

namespace mailsim::render {

std::string address_of(const estate::Node& node) {
    return node.addresses.empty() ? "" : base::to_string(node.addresses.front());
}

Peer client_of(const Scene& scene, base::NodeId other, const Letter& letter) {
    if (other.valid()) {
        const estate::Node& node = scene.node(other);
        return {node.name, address_of(node), node.name};
    }
    base::Ip ip = estate::client_address(scene.estate, other, letter.message.sender);
    std::string address = ip.valid() ? base::to_string(ip) : "0.0.0.0";
    return {estate::client_name(scene.estate, ip), address, "[" + address + "]"};
}

std::string words(const Scene& scene, std::string_view text, const Letter& letter,
                  base::RecipientId recipient, base::NodeId client, base::NodeId node, base::Instant at,
                  const std::string& host) {
    mail::Address to = letter.recipient(recipient, client, at);
    if (to.null() && letter.recipients.size() == 1) to = letter.recipients.front();
    std::string filled = estate::spoken(scene.estate, text, {letter.message.sender, to, client, node, host});
    for (char& c : filled)  // whatever a word holds, it cannot add a line to a log
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return filled;
}

smtp::Extensions offers_of(const estate::Node& node, std::uint16_t bits) {
    smtp::Extensions offers{bits, 0};
    for (const estate::Setting& rule : node.rules)
        if (rule.rule == "size") offers.size = rule.values[0].bytes().count;
    return offers;
}

std::string address_text(const Scene& scene, mail::Address address) {
    return address.null() ? "<>" : scene.estate.book.text(address);
}

std::string pointer_of(const estate::Node& node, base::RuleId rule, std::int64_t place) {
    if (place >= 0 && static_cast<std::size_t>(place) < node.rules.size())
        return node.rules[static_cast<std::size_t>(place)].pointer;
    for (const estate::Setting& setting : node.rules)
        if (setting.id == rule) return setting.pointer;
    return "";
}

}  // namespace mailsim::render
