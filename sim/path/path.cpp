#include "path/path.hpp"

#include "path/walker.hpp"

namespace mailsim::path {

Walk walk(const estate::Estate& estate, const decide::Policies& policies, const decide::QuotaUse& quotas,
          const Request& request) {
    return Walker(estate, policies, quotas, request).run();
}

base::Bytes MeanQuotaUse::used(std::uint32_t mailbox) const {
    mail::Address address = estate_.mailbox_address(mailbox);
    const estate::Domain& domain = *estate_.domain(address.domain);
    if (domain.outside) return {0};
    double fill = estate_.account(address) ? estate_.fill(address) : fill_.value_or(estate_.fill(address));
    double quota = static_cast<double>(estate_.quota(address).count);
    return {static_cast<std::int64_t>(quota * fill)};
}

}  // namespace mailsim::path
