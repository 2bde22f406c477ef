#include "decide/access.hpp"

#include <fmt/format.h>

namespace mailsim::decide {
namespace {

base::NodeId node_named(const estate::Estate& estate, const std::string& name, std::string& failure) {
    dns::Answer answer = estate.zones.resolve(name, dns::Type::a);
    for (const dns::Record& record : answer.records)
        if (base::NodeId node = estate.node_at(record.address); node.valid()) return node;
    if (answer.records.empty())
        failure = fmt::format("the server name {} in the client's settings has no address ({})", name,
                              dns::to_string(answer.status));
    else
        failure = fmt::format("nobody answers at {}, the address of {}",
                              base::to_string(answer.records[0].address), name);
    return {};
}

// A client set to one TLS mode does not fall back to another. Without TLS it may fetch from a port that
// offers STARTTLS, but not submit there: passwords do not go over a plain connection (RFC 8314 3.3).
std::string tls_failure(const estate::Node& entry, const estate::Listener& listener, estate::Tls wanted) {
    using estate::Tls;
    if (wanted == Tls::implicit && listener.tls != Tls::implicit)
        return fmt::format("{} does not speak TLS from the start on port {}", entry.id, listener.port);
    if (wanted != Tls::implicit && listener.tls == Tls::implicit)
        return fmt::format("{} speaks TLS from the start on port {}, the client does not", entry.id,
                           listener.port);
    if (wanted == Tls::starttls && listener.tls == Tls::none)
        return fmt::format("{} does not offer STARTTLS on port {}", entry.id, listener.port);
    if (wanted == Tls::none && listener.tls == Tls::starttls &&
        listener.protocol == estate::Protocol::submission)
        return fmt::format("{} takes no password without TLS on port {}", entry.id, listener.port);
    return "";
}

}  // namespace

Access access(const estate::Estate& estate, mail::Address account, estate::Protocol protocol,
              std::uint16_t port, estate::Tls tls) {
    Access way;
    const estate::Domain* domain = estate.domain(account.domain);
    if (!domain || domain->outside) {
        way.failure = "no server of this estate is in the client's settings";
        return way;
    }
    way.entry = node_named(estate, domain->client_server, way.failure);
    if (!way.entry.valid()) return way;
    const estate::Node& entry = estate.node(way.entry);
    for (const estate::Listener& listener : entry.listeners)
        if (listener.protocol == protocol && listener.port == port) way.listener = &listener;
    if (!way.listener) {
        way.failure = fmt::format("{} does not serve {} on port {}", entry.id, estate::name(protocol), port);
        return way;
    }
    way.failure = tls_failure(entry, *way.listener, tls);
    way.server = way.listener->to_home ? estate.home(account) : way.entry;
    if (way.ok() && !way.server.valid())
        way.failure = fmt::format("{} has no server for this mailbox", entry.id);
    return way;
}

Client person(const estate::Estate& estate, mail::Address account, estate::ClientKind kind,
              const estate::Listener& at) {
    Client client;
    const estate::Account* named = estate.account(account);
    client.address = named && named->client_address.valid() ? named->client_address : estate.client_address;
    client.login = account;
    client.kind = kind;
    client.protocol = at.protocol;
    client.tls = at.tls != estate::Tls::none;
    client.wrong_password = !estate.has_mailbox(account) || (named && named->wrong_password);
    return client;
}

const estate::ClientRule* client_rule(const estate::Estate& estate, mail::Address recipient,
                                      mail::Address sender) {
    const estate::Account* account = estate.account(recipient);
    if (!account || sender.null()) return nullptr;
    std::string from = estate.book.text(sender);
    std::string at_domain = "@" + std::string(estate.book.domain_name(sender.domain));
    for (const estate::ClientRule& rule : account->client_rules)
        if (std::string sender_of_rule = base::lower_case(rule.sender);
            sender_of_rule == from || sender_of_rule == at_domain)
            return &rule;
    return nullptr;
}

}  // namespace mailsim::decide
