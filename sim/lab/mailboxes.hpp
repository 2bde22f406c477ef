// The mailboxes of the lab: made when first used, bounded in number and in octets. The share of the quota
// that the estate says is used counts as used, though there are no messages for it.
#pragma once
#include <map>
#include <memory>

#include "decide/view.hpp"
#include "lab/keeper.hpp"
#include "mailbox/account.hpp"

namespace mailsim::lab {

class Mailboxes : public decide::QuotaUse {
  public:
    Mailboxes(const estate::Estate& estate, std::optional<double> fill, Keeper& keeper)
        : estate_(estate), fill_(fill), keeper_(keeper) {}

    static constexpr std::size_t most = 20'000;
    static constexpr base::Bytes own_quota{100 << 20};

    std::shared_ptr<mailbox::Account> open(mail::Address address);  // null: too many
    // A mailbox of the lab's own, which no account of the estate has.
    std::shared_ptr<mailbox::Account> open_own(const std::string& name);
    base::Bytes used(std::uint32_t mailbox) const override;
    std::size_t size() const { return open_.size(); }

  private:
    base::Bytes stated(mail::Address address) const;  // what the estate says is used
    const estate::Estate& estate_;
    std::optional<double> fill_;
    Keeper& keeper_;
    std::map<std::uint32_t, std::shared_ptr<mailbox::Account>> open_;
    std::map<std::string, std::shared_ptr<mailbox::Account>> own_;
};

mailbox::UnixTime unix_time();  // of the wall: the lab's messages carry true dates

}  // namespace mailsim::lab
