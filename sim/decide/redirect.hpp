// Where mail goes that a node has taken: aliases, forwarders and catch-alls send it elsewhere, or elsewhere
// too; an archive gets a copy; a mailbox may answer by itself. The driver makes the copies. Not here: the
// rules themselves (rules/alias.cpp and its neighbours), the next hop.
#pragma once
#include <vector>

#include "decide/judge.hpp"

namespace mailsim::decide {

// What one rule says of one recipient. A rule that does not match leaves it as it is.
struct Elsewhere {
    bool matched = false;
    bool kept = false;              // the recipient's own mailbox gets the mail too
    std::vector<mail::Address> to;  // where else it goes
    mail::Address sender;           // of what goes there
};

// One recipient after all rules of the node.
struct Destined {
    mail::Address recipient, sender;
    const Policies::Entry* by =
        nullptr;  // the rule that sent the mail there; null: where it was addressed to
};

inline constexpr std::size_t most_destined = 1000;  // Postfix virtual_alias_expansion_limit

// Where mail of `t.sender` for `t.recipient` goes from here: into `out`, the recipient itself first when its
// mailbox keeps the mail. An alias may lead to another one of the same node; each address comes once, so a
// circle ends. False, and `out` empty: nothing redirects it.
bool redirect(const View& view, base::NodeId node, const Transaction& t, std::vector<Destined>& out);

// Whether this node or the recipient's own server has a mailbox, an alias or a catch-all for the recipient.
bool takes_mail(const View& view, const estate::Node& node, mail::Address recipient);

// The rules of this node by which copies of a message that it has accepted are archived; for each, `take`
// gets the rule and the address.
template <class Take>
void archive(const View& view, base::NodeId node, const Transaction& t,
             std::span<const mail::Address> recipients, Take take) {
    for (const Policies::Entry& entry : view.policies.archiving(node))
        if (entry.setting->id != view.ignored && entry.rule->archives(view, *entry.setting, t, recipients))
            take(entry, entry.setting->values[0].recipients.front());
}

// The rule by which the mailbox that has just got the message answers its sender, or null; `changes` are
// those of the answer.
const Policies::Entry* responder(const View& view, base::NodeId node, const Transaction& t,
                                 tables::Changes& changes);

// The same with an address of the node's own domain as sender (SRS), so that SPF at the next server holds;
// the sender itself when it is null or of that domain. And back: the null address when `recipient` is not
// such an address, or a forged or old one.
mail::Address srs_sender(const View& view, mail::Address sender, mail::DomainId domain);
mail::Address srs_reverse(const View& view, mail::Address recipient);

// Mistakes of such rules that only the whole estate shows: circles, and mail that leads to nobody.
void check_redirects(const estate::Estate& estate, base::Problems& problems);

}  // namespace mailsim::decide
