#include "path/path.hpp"

#include "path/walker.hpp"

namespace mailsim::path {

Walk walk(const estate::Estate& estate, const decide::Policies& policies, const decide::QuotaUse& quotas,
          const Request& request) {
    return Walker(estate, policies, quotas, request).run();
}

base::Bytes MeanQuotaUse::used(std::uint32_t mailbox) const {
    mail::Address address = estate_.mailbox_address(mailbox);
    double quota = static_cast<double>(estate_.quota(address).count);
    return {static_cast<std::int64_t>(quota * fill_.value_or(estate_.fill(address)))};
}

}  // namespace mailsim::path
