// The customer of a drill and the way of their mail, found in the healthy estate: which servers, gateways and
// addresses a fault can sit at, and a check has to look at.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "estate/estate.hpp"
#include "teach/drill.hpp"

namespace mailsim::teach {

struct Patient {
    std::string who, other, domain, other_domain;
    std::string ip;                       // where the customer connects from
    std::string entry, server, peer;      // nodes: in the program's settings, of the mailbox, of the other's
    std::vector<std::string> gateways;    // that the server's mail leaves by
    std::vector<std::string> antispam;    // nodes that the domain's MX names before its server
    std::vector<std::string> peer_nodes;  // all nodes that the other domain's MX names
    std::vector<std::string> antispam_names;       // of all antispam servers, as DNS knows them
    std::map<std::string, std::string> addresses;  // of all nodes, by id
    bool incoming = false;                         // the mail of the ticket comes to the customer
    bool has_program = false;  // with servers, ports and TLS to be set: Outlook over IMAP or POP3
    bool nmail = false;        // behind a front-end; else the server itself is the entry
    bool other_outside = false;
};

// The public block list of the estate's Internet.
inline constexpr const char* public_list = "bl.example";

// who must have a mailbox with a name; other may be empty.
Patient patient_of(const estate::Estate& estate, const std::string& who, const std::string& other,
                   bool incoming);

// An address of its own for every named customer, so that one can be blocked without the others.
std::string customer_address(const estate::Estate& estate, const std::string& who);

// "be2" for its id, name or address, in any case; "" for none.
std::string node_named(const estate::Estate& estate, const std::string& text);

}  // namespace mailsim::teach
