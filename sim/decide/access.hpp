// How a person's program reaches the mailbox's server: the name in its settings, the node at that name's
// address, the listener on the port, and the server behind a front-end. And what the person's own program
// does with new mail.
#pragma once
#include <string>

#include "decide/view.hpp"
#include "estate/sign_in.hpp"

namespace mailsim::decide {

// What is in the way of a person's program.
enum class Obstacle : std::uint8_t {
    none,
    no_such_name,  // the server name in its settings has no address
    nobody_there,  // no server has that address
    port_closed,   // the server does not listen for this protocol on that port
    tls,           // TLS at one end, none or another kind at the other
    no_server,     // a front-end that knows no server for this mailbox
};

struct Access {
    base::NodeId entry;   // the node at the other end of the client's connection; invalid: none
    base::NodeId server;  // the node that serves the session: the entry itself, or the mailbox's behind it
    const estate::Listener* listener = nullptr;  // at the entry
    Obstacle obstacle = Obstacle::none;
    std::string failure;        // why the client cannot get there; empty when it can
    bool knows_account = true;  // false: a server that the person chose, which does not hold this mailbox
    bool ok() const { return failure.empty(); }
};

// The way of this mailbox's client for one protocol, port and TLS mode, names asked from the zones as they
// stand. server: the name that the person entered; "": the domain's.
Access access(const estate::Estate& estate, mail::Address account, estate::Protocol protocol,
              std::uint16_t port, estate::Tls tls, const std::string& server = "");
// The same for sending and for fetching, as the program's settings say.
Access way_out(const estate::Estate& estate, mail::Address account, const estate::ClientSettings& settings);
Access way_in(const estate::Estate& estate, mail::Address account, const estate::ClientSettings& settings);

// The client as the decisions see it.
Client person(const estate::Estate& estate, mail::Address account, estate::ClientKind kind,
              const estate::Listener& at);
// The same at the end of its way: a server that does not know the account takes no password of it.
Client person(const estate::Estate& estate, mail::Address account, estate::ClientKind kind,
              const Access& way);

// The same program, signing in otherwise than its settings say; on a way to a submission port.
Client person(const estate::Estate& estate, mail::Address sender, estate::ClientKind kind, const Access& way,
              const estate::SignIn& sign_in);

// Whether a submission port that wants TLS first says so to this client, whatever the rules say
// (smtpd_tls_security_level = encrypt).
bool wants_tls_first(const estate::Listener& listener, const Client& client);

// Step L: where the person's own program puts a message; the rule that said so, or null for the inbox.
const estate::ClientRule* client_rule(const estate::Estate& estate, mail::Address recipient,
                                      mail::Address sender);

}  // namespace mailsim::decide
