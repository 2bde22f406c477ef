#include "run/initial_state.hpp"

#include <algorithm>

namespace mailsim::run {
namespace {

constexpr std::int64_t mean_message =
    75'000;  // of the mail that is stored: the mean of an Exchange calculator [B]

// Fill is spread evenly around its mean within 0 to twice the mean, cut at the quota; named accounts have
// theirs.
double spread(double mean, double u) { return std::min(1.0, 2 * mean * u); }

}  // namespace

void fill_mailboxes(nodes::Context<SimWorld>& c, const scenario::Scenario& scenario) {
    // Quotas are the rules' matter: the counters only count.
    c.counts.add(c.estate.mailbox_count, mailbox::Counts::no_quota);
    for (std::uint32_t m = 0; m < c.estate.mailbox_count; ++m) {
        mail::Address address = c.estate.mailbox_address(m);
        const estate::Domain& domain = *c.estate.domain(address.domain);
        if (domain.outside) continue;
        double share = c.estate.fill(address);
        if (!c.estate.account(address)) {
            double mean = scenario.initial.quota_fill.value_or(share);
            share = spread(mean, c.draws.uniform(address.key(), base::Purpose::quota_fill));
        }
        auto used = static_cast<std::int64_t>(share * static_cast<double>(c.estate.quota(address).count));
        c.counts.fill({m}, static_cast<std::uint32_t>(used / mean_message), {used});
    }
}

// Each name is in memory with the scenario's probability, kept for a drawn part of its time to live.
void fill_caches(nodes::Context<SimWorld>& c, const scenario::Scenario& scenario) {
    std::uint64_t number = 0;
    for (auto& node : c.nodes) {
        if (node->estate->role != estate::Role::dns) continue;
        for (const dns::Zone& zone : c.estate.zones.zones())
            for (const dns::Record* record : c.estate.zones.records(zone)) {
                std::uint64_t entity = base::mix(++number);
                if (c.draws.uniform(entity, base::Purpose::cache_fill) >= scenario.initial.cached_names)
                    continue;
                dns::Answer answer = c.estate.zones.resolve(record->owner, record->type);
                answer.ttl = static_cast<std::uint32_t>(
                    answer.ttl * c.draws.uniform(entity, base::Purpose::cache_fill, 1));
                node->cache.store(answer, c.now());
            }
    }
}

}  // namespace mailsim::run
