// An archive: a copy of every message that the node accepts goes to one mailbox, which grows (document 004:
// servers "store the archived emails"). Nobody is told when the archive cannot take it.
#include <algorithm>

#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { to, domains };
constexpr base::Parameter rows[] = {
    {"to", "recipients", "", "", "an address", "the mailbox that gets the copies", "Postfix always_bcc",
     base::Mark::verified},
    {"domains", "domains", "", "*", "domains, \"@group\" or \"*\"",
     "whose mail, sent or received, is archived", "our choice; always_bcc takes all mail",
     base::Mark::proposal},
};

bool archives(const View&, const estate::Setting& setting, const Transaction& t,
              std::span<const mail::Address> recipients) {
    mail::Address archive = setting.values[to].recipients.front();
    const estate::DomainSet& set = setting.values[domains].domains;
    // Not the copies themselves, when they pass here.
    if (std::all_of(recipients.begin(), recipients.end(), [&](auto one) { return one == archive; }))
        return false;
    return set.contains(t.sender.domain) || std::any_of(recipients.begin(), recipients.end(),
                                                        [&](auto one) { return set.contains(one.domain); });
}

}  // namespace

const Rule archive{.name = "archive",
                   .stages = 0,
                   .step = facts::Step::incoming_rules,
                   .outgoing_step = facts::Step::outgoing_rules,
                   .question = "does the archive get a copy?",
                   .pass = "no",
                   .meaning = "sends a copy of every accepted message to an archive, which grows",
                   .parameters = rows,
                   .judge = nullptr,
                   .archives = archives};

}  // namespace mailsim::decide::rules
