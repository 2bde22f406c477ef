// What was said, with names put in: a reply's words name recipient, sender, client and server, which the
// estate knows. Not here: who said it and when.
#pragma once
#include <string>
#include <string_view>

#include "estate/estate.hpp"

namespace mailsim::estate {

// The client's name as a server finds it: the address's PTR name, when that name leads back to the address;
// else "unknown" (Postfix smtpd_peername_lookup, smtpd_peer.c).
// verified: false: whatever name the address has.
std::string client_name(const Estate& estate, const base::Ip& address, bool verified = true);
std::string client_host(const Estate& estate, const base::Ip& address);  // "name[address]"
// The same when the words ask for it, else "": finding a name costs time.
std::string client_host_for(std::string_view words, const Estate& estate, const base::Ip& address);

// The address from which this node sends, or (invalid) the person who sends as `sender`.
base::Ip client_address(const Estate& estate, base::NodeId client, mail::Address sender);

std::string host_at(const Node& node, int port);  // "name[address]:port", as Postfix names whom it tries

// Who speaks with whom about what.
struct Speech {
    mail::Address sender, recipient;
    base::NodeId client;    // invalid: a person
    base::NodeId server;    // who spoke, or was tried; invalid: unknown
    std::string text = "";  // what {text} stands for
};
std::string spoken(const Estate& estate, std::string_view words, const Speech& speech);

}  // namespace mailsim::estate
