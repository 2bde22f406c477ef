#include "decide/access.hpp"

#include <fmt/format.h>

namespace mailsim::decide {
namespace {

base::NodeId node_named(const estate::Estate& estate, const std::string& name, Access& way) {
    dns::Answer answer = estate.zones.resolve(name, dns::Type::a);
    for (const dns::Record& record : answer.records)
        if (base::NodeId node = estate.node_at(record.address); node.valid()) return node;
    if (answer.records.empty()) {
        way.obstacle = Obstacle::no_such_name;
        way.failure = fmt::format("the server name {} in the client's settings has no address ({})", name,
                                  dns::to_string(answer.status));
    } else {
        way.obstacle = Obstacle::nobody_there;
        way.failure = fmt::format("nobody answers at {}, the address of {}",
                                  base::to_string(answer.records[0].address), name);
    }
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
              std::uint16_t port, estate::Tls tls, const std::string& server) {
    Access way;
    const estate::Domain* domain = estate.domain(account.domain);
    if (!domain || domain->outside) {
        way.failure = "no server of this estate is in the client's settings";
        return way;
    }
    way.entry = node_named(estate, server.empty() ? domain->client_server : server, way);
    if (!way.entry.valid()) return way;
    const estate::Node& entry = estate.node(way.entry);
    for (const estate::Listener& listener : entry.listeners)
        if (listener.protocol == protocol && listener.port == port) way.listener = &listener;
    if (!way.listener) {
        way.obstacle = Obstacle::port_closed;
        way.failure = fmt::format("{} does not serve {} on port {}", entry.id, estate::name(protocol), port);
        return way;
    }
    way.failure = tls_failure(entry, *way.listener, tls);
    if (!way.ok()) way.obstacle = Obstacle::tls;
    way.server = way.listener->to_home ? estate.home(account) : way.entry;
    if (way.ok() && !way.server.valid()) {
        way.obstacle = Obstacle::no_server;
        way.failure = fmt::format("{} has no server for this mailbox", entry.id);
    }
    if (!server.empty() && way.server != estate.home(account)) way.knows_account = false;
    return way;
}

Access way_out(const estate::Estate& estate, mail::Address account, const estate::ClientSettings& settings) {
    return access(estate, account, settings.submit, settings.submit_port, settings.submit_tls,
                  settings.submit_server);
}

Access way_in(const estate::Estate& estate, mail::Address account, const estate::ClientSettings& settings) {
    return access(estate, account, settings.fetch, settings.fetch_port, settings.fetch_tls,
                  settings.fetch_server);
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
    client.wrong_password = !estate.has_mailbox(account) || (named && named->wrong_password) ||
                            estate.client_settings(account, kind).wrong_sign_in;
    return client;
}

Client person(const estate::Estate& estate, mail::Address account, estate::ClientKind kind,
              const Access& way) {
    Client client = person(estate, account, kind, *way.listener);
    client.wrong_password = client.wrong_password || !way.knows_account;
    return client;
}

Client person(const estate::Estate& estate, mail::Address sender, estate::ClientKind kind, const Access& way,
              const estate::SignIn& sign_in) {
    using How = estate::SignIn::How;
    Client client = person(estate, sign_in.as.null() ? sender : sign_in.as, kind, way);
    if (sign_in.usual()) return client;
    if (!sign_in.tls && way.listener->tls == estate::Tls::starttls) client.tls = false;
    if (sign_in.how == How::wrong_password) client.wrong_password = true;
    // AUTH is not offered before TLS: such a program goes on without.
    if (sign_in.how == How::none || wants_tls_first(*way.listener, client)) {
        client.login = {};
        client.wrong_password = false;
    }
    return client;
}

bool wants_tls_first(const estate::Listener& listener, const Client& client) {
    return listener.protocol == estate::Protocol::submission && listener.tls == estate::Tls::starttls &&
           !client.tls;
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
