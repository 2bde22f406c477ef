// An address from which too many wrong passwords came is shut out for a while, as fail2ban does by the logs.
// The failures are those that the rule `authentication` of the same node remembers.
#include "decide/rules/all.hpp"
#include "tables/keys.hpp"

namespace mailsim::decide::rules {
namespace {

enum { failures, within, blocked_for, trusted };
constexpr base::Parameter rows[] = {
    {"failures", "count", "", "5", "1 to 10", "wrong passwords that shut an address out", "fail2ban maxretry",
     base::Mark::background},
    {"within", "duration", "min", "10 min", "at least 1 s", "the time in which they come",
     "fail2ban findtime", base::Mark::background},
    {"blocked_for", "duration", "min", "10 min", "at least 1 s", "how long the address stays out",
     "fail2ban bantime", base::Mark::background},
    {"trusted", "networks", "", "", "addresses, blocks or node ids", "addresses that are never shut out",
     "fail2ban ignoreip", base::Mark::background},
};

std::optional<Verdict> judge(const View& view, const estate::Node&, const estate::Setting& setting, Stage,
                             const Client& client, const Transaction&, Cost&) {
    if (!view.tables || among(setting.values[trusted], client)) return std::nullopt;
    const tables::Logins& logins = view.tables->logins;
    std::uint64_t key = client_key(view, client);
    base::Instant latest = logins.failure(key, 1);
    base::Instant first = logins.failure(key, static_cast<std::uint32_t>(setting.values[failures].number));
    if (first == base::never || latest - first > setting.values[within].duration()) return std::nullopt;
    if (view.now - latest >= setting.values[blocked_for].duration()) return std::nullopt;
    return refuse(421, {4, 7, 0}, "{node} Error: too many failed logins from {client}");
}

}  // namespace

const Rule too_many_failed_logins{"too_many_failed_logins",
                                  at(Stage::connect),
                                  facts::Step::incoming_rules,
                                  facts::Step::outgoing_rules,
                                  "is the client's address free of failed logins?",
                                  "yes",
                                  "shuts an address out after too many wrong passwords",
                                  rows,
                                  judge};

}  // namespace mailsim::decide::rules
