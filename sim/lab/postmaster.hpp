// <postmaster> without a domain: every server takes mail for it, from everybody (RFC 5321 4.5.1). Where the
// estate names an account "postmaster" at home on the node, the mail is that account's; elsewhere it goes
// into a mailbox that is no account of the estate, one for all servers of the provider and one for each peer.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lab/site.hpp"
#include "smtp/command.hpp"

namespace mailsim::lab {

inline constexpr std::string_view postmaster = "postmaster";

bool is_postmaster(std::string_view text);  // in any case, without a domain
bool is_postmaster(const smtp::Path& path);
// The account that stands for it on this node, if the estate names one.
std::optional<mail::Address> named_postmaster(const Site& site, const Node& node);
// The mailbox of a node that has no such account.
std::shared_ptr<mailbox::Account> postmasters_mailbox(Site& site, const Node& node);

}  // namespace mailsim::lab
