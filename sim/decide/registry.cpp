// The rules that nodes may ask: one line each. Their order is their RuleId; add at the end.
#include <array>

#include "decide/rule.hpp"
#include "decide/rules/all.hpp"

namespace mailsim::decide {
namespace {

constexpr std::array<const Rule*, 28> all{
    &rules::client_blocked,
    &rules::connection_limit,
    &rules::authentication,
    &rules::sender_blocked,
    &rules::size,
    &rules::relay,
    &rules::recipient_known,
    &rules::listed_client,
    &rules::random_refusal,
    &rules::hop_limit,
    &rules::content_scan,
    &rules::quota,
    &rules::fixed_reply,
    &rules::slow_answer,
    &rules::spf,
    &rules::dnsbl,
    &rules::greylist,
    &rules::rate_limit,
    &rules::sender_rate,
    &rules::require_tls,
    &rules::sender_login,
    &rules::too_many_failed_logins,
    &rules::alias,
    &rules::forward,
    &rules::catch_all,
    &rules::archive,
    &rules::autoresponder,
    &rules::spam_score,
};

}  // namespace

std::span<const Rule* const> all_rules() { return all; }

base::RuleId rule_id(std::string_view name) {
    for (std::uint32_t i = 0; i < all.size(); ++i)
        if (all[i]->name == name) return {i};
    return {};
}

const Rule* find_rule(std::string_view name) {
    base::RuleId id = rule_id(name);
    return id.valid() ? all[id.index()] : nullptr;
}

}  // namespace mailsim::decide
