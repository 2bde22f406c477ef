// How a person's program reaches the mailbox's server: the name in its settings, the node at that name's
// address, the listener on the port, and the server behind a front-end. And what the person's own program
// does with new mail.
#pragma once
#include <string>

#include "decide/view.hpp"

namespace mailsim::decide {

struct Access {
    base::NodeId entry;   // the node at the other end of the client's connection; invalid: none
    base::NodeId server;  // the node that serves the session: the entry itself, or the mailbox's behind it
    const estate::Listener* listener = nullptr;  // at the entry
    std::string failure;                         // why the client cannot get there; empty when it can
    bool ok() const { return failure.empty(); }
};

// The way of this mailbox's client for one protocol, port and TLS mode, names asked from the zones as they
// stand.
Access access(const estate::Estate& estate, mail::Address account, estate::Protocol protocol,
              std::uint16_t port, estate::Tls tls);

// The client as the decisions see it.
Client person(const estate::Estate& estate, mail::Address account, estate::ClientKind kind,
              const estate::Listener& at);

// Step L: where the person's own program puts a message; the rule that said so, or null for the inbox.
const estate::ClientRule* client_rule(const estate::Estate& estate, mail::Address recipient,
                                      mail::Address sender);

}  // namespace mailsim::decide
