// The mailbox has no room for the message. In an SMTP session one answer holds for all recipients, so after
// the data only a message to a single recipient can be refused; with several each is judged at its delivery.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { temporary, at_delivery };
constexpr base::Parameter rows[] = {
    {"temporary", "flag", "", "false", "true or false",
     "answer 452 4.2.2, so that the sender tries again, not 552 5.2.2", "Dovecot quota_full_tempfail",
     base::Mark::verified},
    {"at_delivery", "flag", "", "false", "true or false",
     "take every message and look at the quota only at local delivery (LMTP behind Postfix)",
     "recorded on Postfix 3.7 with Dovecot 2.3", base::Mark::verified},
};

bool is_here(const View& view, const estate::Node& node, mail::Address recipient) {
    if (!view.estate.has_mailbox(recipient)) return false;
    base::NodeId home = view.estate.home(recipient);
    return home.valid() && &view.estate.node(home) == &node;
}

std::optional<Verdict> judge(const View& view, const estate::Node& node, const estate::Setting& setting,
                             Stage stage, const Client&, const Transaction& t, Cost&) {
    if (stage == Stage::data && (setting.values[at_delivery].flag() || t.recipient.null()))
        return std::nullopt;
    if (!is_here(view, node, t.recipient)) return std::nullopt;
    base::Bytes used = view.quotas.used(view.estate.mailbox(t.recipient));
    if (t.size <= view.estate.quota(t.recipient) - used) return std::nullopt;
    if (setting.values[temporary].flag())
        return refuse(452, {4, 2, 2}, "<{recipient}> Quota exceeded (mailbox for user is full)");
    return refuse(552, {5, 2, 2}, "<{recipient}> Quota exceeded (mailbox for user is full)");
}

bool has_point(const View& view, const estate::Node& node, const estate::Setting& setting, Stage stage,
               const Client&, const Transaction& t) {
    bool only_later = stage == Stage::data && setting.values[at_delivery].flag();
    return !only_later && is_here(view, node, t.recipient);
}

}  // namespace

const Rule quota{"quota",
                 at(Stage::data) | at(Stage::delivery),
                 facts::Step::deliver,
                 facts::Step::deliver_local,
                 "is there room in the mailbox?",
                 "yes",
                 "refuses mail that would exceed the mailbox's quota",
                 rows,
                 judge,
                 has_point};

}  // namespace mailsim::decide::rules
