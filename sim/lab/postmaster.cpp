#include "lab/postmaster.hpp"

#include "base/names.hpp"

namespace mailsim::lab {

bool is_postmaster(std::string_view text) { return base::lower_case(text) == postmaster; }

bool is_postmaster(const smtp::Path& path) {
    return path.domain.empty() && is_postmaster(mail::plain_local(path.local));
}

std::optional<mail::Address> named_postmaster(const Site& site, const Node& node) {
    for (const estate::Domain& domain : site.estate.domains)
        for (const estate::Account& account : domain.accounts)
            if (account.home == node.id && is_postmaster(mail::plain_local(account.local)))
                return account.address;
    return std::nullopt;
}

std::shared_ptr<mailbox::Account> postmasters_mailbox(Site& site, const Node& node) {
    bool outside = node.estate.role == estate::Role::peer;
    return site.mailboxes.open_own(outside ? "postmaster of " + node.estate.id : std::string(postmaster));
}

}  // namespace mailsim::lab
