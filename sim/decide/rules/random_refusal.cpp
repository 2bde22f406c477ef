// A peer that refuses some recipients for reasons of its own: a share for good, a share for now. Drawn by
// message, so the same message meets the same answer in every variant of a run; a later attempt draws the
// temporary one anew.
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { permanent, temporary };
constexpr base::Parameter rows[] = {
    {"permanent", "share", "%", "0 %", "0 % to 100 %", "share of recipients refused with 550 5.7.1",
     "KumoMTA smart-sink example, per-domain bounce shares (test values)", base::Mark::verified},
    {"temporary", "share", "%", "0 %", "0 % to 100 %", "share of attempts refused with 450 4.2.1",
     "KumoMTA smart-sink example, per-domain defer shares (test values)", base::Mark::verified},
};

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client&, const Transaction& t, Cost&) {
    if (!view.draws) return std::nullopt;  // on paper: the most likely answer
    std::uint64_t who = t.key ^ base::mix(t.recipient.key());
    if (view.draws->uniform(who, base::Purpose::peer_outcome) < setting.values[permanent].number)
        return refuse(550, {5, 7, 1}, "<{recipient}>: message refused by this site's policy");
    std::uint64_t attempt = 1 + t.attempt;
    if (view.draws->uniform(who, base::Purpose::peer_outcome, attempt) < setting.values[temporary].number)
        return refuse(450, {4, 2, 1},
                      "<{recipient}>: mailbox is receiving mail too quickly, try again later");
    return std::nullopt;
}

}  // namespace

const Rule random_refusal{
    "random_refusal",
    at(Stage::rcpt),
    facts::Step::incoming_rules,
    facts::Step::outgoing_rules,
    "does the site accept this message?",
    "most likely yes",
    "refuses a share of the recipients at random, as other providers do for reasons unknown here",
    rows,
    judge};

}  // namespace mailsim::decide::rules
