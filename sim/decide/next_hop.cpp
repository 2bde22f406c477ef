#include "decide/next_hop.hpp"

#include "smtp/client.hpp"

#include <algorithm>

namespace mailsim::decide {
namespace {

using estate::Transport;

bool matches(const View& view, base::NodeId node, const Transport& transport, mail::Address recipient) {
    switch (transport.match) {
        case Transport::Match::local: return view.estate.home(recipient) == node;
        case Transport::Match::domains: return transport.domains.contains(recipient.domain);
        case Transport::Match::users:
            return std::find(transport.users.begin(), transport.users.end(), recipient) !=
                   transport.users.end();
    }
    return false;
}

void choose_nodes(const View& view, NextHop& hop, std::uint64_t key, unsigned attempt) {
    const auto& pool = hop.transport->nodes;
    std::size_t count = std::min(pool.size(), hop.nodes.size());
    std::size_t first =
        view.draws && count > 1 ? view.draws->below(count, key, base::Purpose::pool_choice, attempt) : 0;
    for (std::size_t i = 0; i < count; ++i) hop.nodes[i] = pool[(first + i) % count];
    hop.node_count = static_cast<std::uint8_t>(count);
}

}  // namespace

NextHop next_hop(const View& view, base::NodeId node, mail::Address recipient, std::uint64_t key,
                 unsigned attempt) {
    NextHop hop;
    for (const Transport& transport : view.estate.node(node).transports) {
        if (!matches(view, node, transport, recipient)) continue;
        hop.transport = &transport;
        hop.port = transport.port;
        hop.tls = transport.tls;
        switch (transport.next) {
            case Transport::Next::mailbox: hop.kind = NextHop::Kind::mailbox; break;
            case Transport::Next::mx: hop.kind = NextHop::Kind::mx; break;
            case Transport::Next::home:
                hop.kind = NextHop::Kind::nodes;
                hop.nodes[0] = view.estate.home(recipient);
                hop.node_count = hop.nodes[0].valid() ? 1 : 0;
                if (!hop.node_count) hop.kind = NextHop::Kind::unroutable;
                break;
            case Transport::Next::nodes:
                hop.kind = NextHop::Kind::nodes;
                choose_nodes(view, hop, key, attempt);
                if (!hop.node_count) hop.kind = NextHop::Kind::unroutable;
                break;
        }
        return hop;
    }
    return hop;
}

const estate::Listener* mail_listener(const estate::Node& server, std::uint16_t port, estate::Tls wanted) {
    using estate::Protocol, estate::Tls;
    for (const estate::Listener& listener : server.listeners) {
        bool takes_mail = listener.protocol == Protocol::smtp || listener.protocol == Protocol::submission ||
                          listener.protocol == Protocol::lmtp;
        if (!takes_mail || listener.port != port) continue;
        if ((wanted == Tls::implicit) == (listener.tls == Tls::implicit)) return &listener;
    }
    return nullptr;
}

std::uint64_t mx_draw(const View& view, std::uint64_t key, unsigned attempt) {
    return view.draws ? view.draws->bits(key, base::Purpose::mx_order, attempt) : 0;
}

const estate::Setting* size_announced(const estate::Node& server) {
    for (const estate::Setting& setting : server.rules)
        if (setting.rule == "size") return &setting;
    return nullptr;
}

mail::Reply too_large(const View& view, base::NodeId server, base::Bytes size) {
    const estate::Setting* announced = size_announced(view.estate.node(server));
    std::string limit = announced ? std::to_string(announced->values[0].bytes().count) : "";
    std::string octets = std::to_string(size.count);
    mail::ReplyWords words{};
    words.text = octets;
    words.limit = limit;
    words.server = "{server}";  // named when somebody reads it
    mail::Reply reply = smtp::message_too_large;
    reply.text = view.estate.texts.keep(mail::fill(reply.text, words));
    return reply;
}

}  // namespace mailsim::decide
