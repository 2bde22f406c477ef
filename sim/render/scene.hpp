// What every view needs to put words to facts: the estate, and what day it is. The small words that all
// dialects share stand here: who is at the other end, what was said, where a rule stands.
#pragma once
#include <string>

#include "decide/judge.hpp"
#include "estate/estate.hpp"
#include "mail/clock.hpp"
#include "render/letters.hpp"
#include "smtp/extensions.hpp"

namespace mailsim::render {

using mail::Clock;

struct Scene {
    const estate::Estate& estate;
    base::Duration start_of_week{0};  // when the run starts, since Monday 0:00
    // Whether a log names mail at the next server as that server's own log does; else as its own dialect
    // would, so that logs of one dialect agree with each other.
    bool own_ids = false;

    const estate::Node& node(base::NodeId id) const { return estate.node(id); }
};

// One end of a connection as a log names it.
struct Peer {
    std::string name, address, helo;
};

// Who connects: a node, or (invalid) the person who sends this letter.
Peer client_of(const Scene& scene, base::NodeId other, const Letter& letter);
std::string address_of(const estate::Node& node);  // its first address; "" for none

// A reply's words with names put in. `node` spoke, or is what was tried; host: "name[address]:port" for
// failed connections. at: when; the recipient may have had another address before.
std::string words(const Scene& scene, std::string_view text, const Letter& letter,
                  base::RecipientId recipient, base::NodeId client, base::NodeId node, base::Instant at,
                  const std::string& host = "");

// What a server's listing offers: these bits, and its own limit of size.
smtp::Extensions offers_of(const estate::Node& node, std::uint16_t bits);

std::string address_text(const Scene& scene, mail::Address address);  // "<>" for the null sender

// The estate's pointer at which a rule of this node stands; place: among its rules, or -1.
std::string pointer_of(const estate::Node& node, base::RuleId rule, std::int64_t place = -1);

}  // namespace mailsim::render
