// What a decision sees: this instant of the estate, one node's tables, who is connected, what is being sent.
// Decisions read it and nothing else: no clock, no socket, no simulator.
#pragma once
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "decide/verdict.hpp"
#include "estate/estate.hpp"
#include "tables/node_tables.hpp"

namespace mailsim::decide {

class Policies;
struct Trace;

// How much of each mailbox's quota is in use at this instant.
struct QuotaUse {
    virtual ~QuotaUse() = default;
    virtual base::Bytes used(std::uint32_t mailbox) const = 0;
};

// The other end of a session.
struct Client {
    base::Ip address;
    base::NodeId node;    // invalid: a person, or an outsider that is no node
    mail::Address login;  // who authenticated; null: nobody
    estate::ClientKind kind = estate::ClientKind::peer;
    estate::Protocol protocol = estate::Protocol::smtp;
    bool tls = false;
    bool wrong_password = false;
    bool authenticated() const { return !login.null(); }
};

// The message on its way in, as far as the session has come.
struct Transaction {
    mail::Address sender;
    mail::Address recipient;  // at rcpt and delivery; at data the only recipient, or null
    base::Bytes size;         // declared at mail and rcpt, true at data and delivery
    std::uint64_t key = 0;    // the message's, for keyed draws
    std::uint32_t accepted_recipients = 0;
    std::uint16_t hops = 0;     // Received lines so far
    std::uint16_t attempt = 0;  // how often the sending node has tried before
    bool spam = false;
    bool automatic = false;  // made by a machine or sent to a list (RFC 3834, RFC 2919)
};

struct View {
    const estate::Estate& estate;
    const Policies& policies;
    const QuotaUse& quotas;
    const tables::NodeTables* tables = nullptr;  // null: empty tables
    const base::Draws* draws = nullptr;  // null: random rules give their most likely answer, and say so
    Trace* trace = nullptr;              // where questions and answers are written down; null: nowhere
    base::RuleId ignored{};              // only tests set it: a rule that this driver leaves out
    base::Instant now{};                 // for what the tables remember; 0 on paper
    std::vector<dns::Question>* questions = nullptr;  // where names that rules ask DNS for are noted; or null
};

}  // namespace mailsim::decide
