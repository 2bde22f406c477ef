// Where a message goes from a node: into a mailbox here, to named nodes, or to the MX hosts of its domain.
// And what a sending node does with an answer. Asking DNS is the driver's work.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "decide/view.hpp"

namespace mailsim::decide {

struct NextHop {
    enum class Kind : std::uint8_t { mailbox, nodes, mx, unroutable };
    Kind kind = Kind::unroutable;
    const estate::Transport* transport = nullptr;
    std::uint16_t port = 25;
    estate::Tls tls = estate::Tls::none;
    std::array<base::NodeId, 8> nodes{};  // in the order to try
    std::uint8_t node_count = 0;
    std::span<const base::NodeId> targets() const { return {nodes.data(), node_count}; }
};

// The first transport of `node` that matches decides. key: the message's; attempt: how often it was tried
// before.
NextHop next_hop(const View& view, base::NodeId node, mail::Address recipient, std::uint64_t key,
                 unsigned attempt = 0);

// Where `server` takes mail on this port, or null: nothing listens there, it is no mail service, or one end
// speaks TLS from the first byte and the other does not.
const estate::Listener* mail_listener(const estate::Node& server, std::uint16_t port, estate::Tls wanted);

// What the two ends agree on: STARTTLS only when the sender wants it and the listener offers it.
constexpr estate::Tls agreed_tls(estate::Tls wanted, estate::Tls offered) {
    return wanted == offered ? wanted : estate::Tls::none;
}

// The number that orders MX hosts of equal preference for this message and attempt; 0 on paper.
std::uint64_t mx_draw(const View& view, std::uint64_t key, unsigned attempt);

// Whether the next host of the same domain is tried within this attempt: nothing reached, or a 4xx
// (RFC 5321 5.1; recorded on Postfix: 451 from the first MX, the second is used at once).
constexpr bool tries_next_host(const mail::Reply& reply) { return reply.code == 0 || reply.transient(); }

// Whether mail for which no host was found goes to the transport's fallback: not when it would come back
// here.
inline bool may_fall_back(const estate::Transport& transport, const mail::Enhanced& why) {
    return !transport.fallback.empty() && why != mail::Enhanced{5, 4, 6};
}

// The size that a server announces (its rule `size`); null: none.
const estate::Setting* size_announced(const estate::Node& server);
// What a node says of a message that is larger: it does not offer it (Postfix smtp_proto.c).
mail::Reply too_large(const View& view, base::NodeId server, base::Bytes size);

// A refusal that a node does not take as final (Postfix soft_bounce): the words stay, the status is 4.x.x.
inline mail::Reply not_for_good(mail::Reply reply) {
    if (reply.enhanced.present())
        reply.enhanced.class_ = 4;
    else
        reply.enhanced = {4, 0, 0};
    return reply;
}

// Replies that no server spoke: what the sending node writes when it got no answer.
inline constexpr mail::Reply no_connection{0, {4, 4, 1}, "connect to {text}: Connection timed out"};
inline constexpr mail::Reply connection_refused{0, {4, 4, 1}, "connect to {text}: Connection refused"};
inline constexpr mail::Reply hosts_wait{0, {4, 4, 1}, "retry time not reached for any host"};
inline constexpr mail::Reply lost_connection{0, {4, 4, 2}, "lost connection with {text}"};
inline constexpr mail::Reply no_route{0, {5, 4, 4}, "no transport leads to {recipient}"};

}  // namespace mailsim::decide
