// Mail that goes round: too many Received lines (RFC 5321 6.3; Postfix hopcount_limit).
#include "decide/rules/all.hpp"

namespace mailsim::decide::rules {
namespace {

enum { limit };
constexpr base::Parameter rows[] = {
    {"limit", "count", "Received lines", "50", "at least 1",
     "messages that would have this many Received lines, this server's own among them, are refused",
     "Postfix hopcount_limit", base::Mark::verified},
};

std::optional<Verdict> judge(const View&, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client&, const Transaction& t, Cost&) {
    if (t.hops + 1 < setting.values[limit].number) return std::nullopt;
    return refuse(554, {5, 4, 0}, "Error: too many hops");
}

}  // namespace

const Rule hop_limit{"hop_limit",
                     at(Stage::data),
                     facts::Step::incoming_rules,
                     facts::Step::outgoing_rules,
                     "has the message passed fewer servers than the limit?",
                     "yes",
                     "refuses messages that have passed too many servers",
                     rows,
                     judge};

}  // namespace mailsim::decide::rules
