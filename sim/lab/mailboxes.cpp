#include "lab/mailboxes.hpp"

#include <ctime>

namespace mailsim::lab {

std::unique_ptr<mailbox::Store> Keeper::store(const std::string&) { return mailbox::memory_store(); }

mailbox::UnixTime unix_time() { return static_cast<mailbox::UnixTime>(std::time(nullptr)); }

std::shared_ptr<mailbox::Account> Mailboxes::open(mail::Address address) {
    std::uint32_t number = estate_.mailbox(address);
    if (auto found = open_.find(number); found != open_.end()) return found->second;
    if (open_.size() >= most) return nullptr;
    // 0 would mean "no quota": a mailbox that the estate calls full has room for nothing.
    base::Bytes room{std::max<std::int64_t>(1, (estate_.quota(address) - stated(address)).count)};
    auto account =
        std::make_shared<mailbox::Account>(keeper_.store(estate_.book.text(address)), room, unix_time());
    return open_.emplace(number, std::move(account)).first->second;
}

std::shared_ptr<mailbox::Account> Mailboxes::open_own(const std::string& name) {
    auto& account = own_[name];
    if (!account) account = std::make_shared<mailbox::Account>(keeper_.store(name), own_quota, unix_time());
    return account;
}

base::Bytes Mailboxes::stated(mail::Address address) const {
    const estate::Domain* domain = estate_.domain(address.domain);
    if (!domain || domain->outside) return {};
    double share = estate_.account(address) ? estate_.fill(address) : fill_.value_or(estate_.fill(address));
    return {static_cast<std::int64_t>(share * static_cast<double>(estate_.quota(address).count))};
}

base::Bytes Mailboxes::used(std::uint32_t mailbox) const {
    base::Bytes used = stated(estate_.mailbox_address(mailbox));
    if (auto found = open_.find(mailbox); found != open_.end()) used += found->second->used();
    return used;
}

}  // namespace mailsim::lab
