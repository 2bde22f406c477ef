// Every kind of message that an estate knows: (client kind, sender, recipient), where mailboxes that are
// treated alike are represented by one. What `diff` compares, and what tests walk through to hold the drivers
// equal.
#pragma once
#include <string>
#include <vector>

#include "estate/estate.hpp"

namespace mailsim::path {

// Addresses as text, so that two estates can be asked about the same kind.
struct Kind {
    estate::ClientKind client = estate::ClientKind::peer;
    std::string from, to;
    auto operator<=>(const Kind&) const = default;
};

// One address for every mailbox that could be treated in its own way: each named account, the first mailbox
// of each part of a population, and nobody@ for each domain (an account that does not exist).
std::vector<std::string> representatives(const estate::Estate& estate);

// Client kinds by which this sender can send: people of the estate by every kind, outsiders and "" as a peer.
std::vector<estate::ClientKind> client_kinds(const estate::Estate& estate, const std::string& sender);

// All kinds: each representative and "" (the null sender) to each representative, by each of the sender's
// clients.
std::vector<Kind> kinds(const estate::Estate& estate);

}  // namespace mailsim::path
