// A rule: one question that a node asks at some stages of a session, with its parameters. One file each in
// decide/rules/, one line each in registry.cpp. Which rules a node asks, and with which values, the estate
// says.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/parameter.hpp"
#include "decide/view.hpp"

namespace mailsim::decide {

struct Elsewhere;  // redirect.hpp

constexpr unsigned at(Stage stage) { return 1u << static_cast<unsigned>(stage); }

struct Rule {
    std::string_view name;
    unsigned stages;            // at(Stage::mail) | at(Stage::data)
    facts::Step step;           // for mail from outside or another node
    facts::Step outgoing_step;  // for mail that a person of the estate submits
    std::string_view question;  // "is the size within the limit?"
    std::string_view pass;      // the answer when it does not object: "yes"
    std::string_view meaning;   // a plain sentence for `explain` and the schema
    std::span<const base::Parameter> parameters;
    // nullopt: no objection. cost may be set even so, through the Cost.
    std::optional<Verdict> (*judge)(const View&, const estate::Node&, const estate::Setting&, Stage,
                                    const Client&, const Transaction&, Cost&);
    // Whether the question has a point in this session, for people who read the way; null: always.
    bool (*has_point)(const View&, const estate::Node&, const estate::Setting&, Stage, const Client&,
                      const Transaction&) = nullptr;
    // What the node remembers once it has asked; null: nothing.
    void (*remember)(const View&, const estate::Node&, const estate::Setting&, Stage, const Client&,
                     const Transaction&, tables::Changes&) = nullptr;
    // The answer of a rule that did not object, for people, where it is more than `pass`; null: `pass`.
    std::string (*answer)(const View&, const estate::Node&, const estate::Setting&, Stage, const Client&,
                          const Transaction&) = nullptr;
    // Where mail for a recipient goes instead of its mailbox, or besides; asked when the node has taken it.
    void (*redirect)(const View&, const estate::Node&, const estate::Setting&, const Transaction&,
                     Elsewhere&) = nullptr;
    // Whether a copy of the message goes to the address that the setting's first value names.
    bool (*archives)(const View&, const estate::Setting&, const Transaction&,
                     std::span<const mail::Address> recipients) = nullptr;
    // Whether the mailbox that has got the message answers by itself.
    bool (*responds)(const View&, const estate::Setting&, const Transaction&) = nullptr;
};

std::span<const Rule* const> all_rules();      // RuleId is the index here
const Rule* find_rule(std::string_view name);  // null when there is none
base::RuleId rule_id(std::string_view name);
inline const Rule& rule(base::RuleId id) { return *all_rules()[id.index()]; }

// Whether one of the networks contains the client's address.
inline bool among(const estate::Value& networks, const Client& client) {
    for (const base::IpNetwork& network : networks.networks)
        if (network.contains(client.address)) return true;
    return false;
}

// Key of a client in a node's tables. People without an address of their own share one in the estate; each
// is told apart by who signed in.
std::uint64_t client_key(const View& view, const Client& client);

// Notes a question to DNS, whose time the driver spends.
inline void note_question(const View& view, std::string_view name, dns::Type type) {
    if (view.questions) view.questions->push_back({view.estate.zones.names().intern(name), type});
}

inline Verdict refuse(const mail::Reply& reply) {
    Verdict v;
    v.reply = reply;
    v.action = Action::refuse;
    return v;
}
inline Verdict refuse(std::uint16_t code, mail::Enhanced enhanced, std::string_view text) {
    return refuse(mail::Reply{code, enhanced, text});
}

}  // namespace mailsim::decide
